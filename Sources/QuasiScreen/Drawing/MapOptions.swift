import Basis
import Figures
import Foundation
import Ternary

/// The endings of map files.
public enum MapFormat: String, CaseIterable, Sendable {
    case svg, pdf, png

    var figure: FigureFormat {
        switch self {
        case .svg: return .svg
        case .pdf: return .pdf
        case .png: return .png
        }
    }
}

/// How phase-diagram maps are drawn.
public struct MapOptions: Sendable {
    /// The layer of predicted classes; names of classes are layers of their probability.
    public static let classLayer = "class"
    /// The layer of the error to expect of the predicted class's probability.
    public static let uncertaintyLayer = "uncertainty"
    /// The layer of how far a composition stands from the training compounds.
    public static let domainLayer = "domain"

    /// One panel each: ``classLayer``, names of classes, ``uncertaintyLayer``, ``domainLayer``.
    /// Empty, the default, shows the class, the target, the first other class that is not the
    /// commonest, and the uncertainty.
    public var layers: [String]
    /// What an unknown layer is: a mistake of the command line or of the pipeline file.
    var layerMistake = Diagnosis.Kind.usage
    /// Millimetres, 50 to 500. The default is 170; one panel alone takes 85.
    public var width: Double?
    /// Points, 4 to 20. The default is 7.
    public var fontSize: Double
    /// Pixels per inch of PNG images, 36 to 1200. The default is 300.
    public var resolution: Double
    /// The default is light.
    public var theme: FigureTheme
    /// Probabilities with a contour line. The default is 0.25, 0.5, 0.75.
    public var contours: [Double]
    /// Whether known compounds are marked. The default is true.
    public var showsKnown: Bool
    /// Whether they are named. The default is true.
    public var labelsKnown: Bool

    public init() {
        layers = []
        fontSize = 7
        resolution = 300
        theme = .light
        contours = [0.25, 0.5, 0.75]
        showsKnown = true
        labelsKnown = true
    }

    /// `light` or `dark`.
    public static func theme(named name: String) -> FigureTheme? { FigureTheme(rawValue: name) }

    var style: FigureStyle {
        let width =
            self.width ?? (layers.count == 1 ? FigureStyle.singleColumn : FigureStyle.fullWidth)
        return FigureStyle(
            width: width, fontSize: fontSize, resolution: resolution, theme: theme)
    }

    /// Layers with their defaults filled in.
    func layers(_ model: TrainedModel, target: Int) throws -> [String] {
        for name in layers
        where ![Self.classLayer, Self.uncertaintyLayer, Self.domainLayer].contains(name) {
            guard model.classNames.contains(name) else {
                throw QuasiScreenError.unknownLayer(
                    name,
                    known: [Self.classLayer] + model.classNames
                        + [Self.uncertaintyLayer, Self.domainLayer], layerMistake)
            }
        }
        guard layers.isEmpty else { return layers }
        let commonest = model.known.commonestClass
        let other = model.classNames.indices.first { $0 != target && $0 != commonest }
        return [Self.classLayer, model.classNames[target]]
            + (other.map { [model.classNames[$0]] } ?? []) + [Self.uncertaintyLayer]
    }

    var parameters: [String: String] {
        [
            "layers": layers.joined(separator: ", "), "width": width.map { "\($0)" } ?? "",
            "font_size": "\(fontSize)", "resolution": "\(resolution)", "theme": theme.rawValue,
            "contours": contours.map { "\($0)" }.joined(separator: ", "),
            "known": "\(showsKnown)", "names": "\(labelsKnown)",
        ]
    }
}

extension TernaryWindow {
    /// Reads `Al=50,Cu=10`: at least 50 % Al and 10 % Cu, as the axes of the map count.
    init(zoom text: String, corners: [String]) throws {
        var lowest = [0.0, 0, 0]
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = item.split(separator: "=", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2, let corner = corners.firstIndex(of: parts[0]),
                let percent = Double(parts[1]), (0...100).contains(percent)
            else { throw QuasiScreenError.zoom(text, corners: corners) }
            lowest[corner] = percent / 100
        }
        try self.init(lowest: TernaryPoint(lowest[0], lowest[1], lowest[2]))
    }
}
