/// An axis: where its values lie, and which of them are written out.
protocol Axis {
    var ticks: [Double] { get }
    /// Where a value lies on the axis, from 0 to 1.
    func share(_ value: Double) -> Double
    func text(_ tick: Double) -> String
}

extension AxisScale: Axis {}
extension LogitScale: Axis {}
extension LogScale: Axis {}
