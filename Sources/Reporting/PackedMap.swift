import Artifacts

/// The values of one system's grid, packed for the page.
///
/// Each value is predicted from neighbours that come before it in the grid's order, and the
/// difference is kept, zigzagged to a whole number. Small numbers take one byte among the leads;
/// larger ones have the rest of their bits, which are close to noise, in a stream of their own.
///
/// The packed form is the length of the first zlib stream (four bytes, lowest first), the stream
/// of the leads, the stream of the rests. `ternary-data.js` reads it.
struct PackedMap {
    private var leads = [UInt8]()
    private var rests = [UInt8]()

    /// Leads below this are numbers themselves; of those from here on, one or two bytes follow.
    private static let firstLongLead = 192

    init(_ system: TernaryViewer.System, classCount: Int, total: Int) {
        let points = system.counts.count / classCount
        let columns = (0..<classCount).map { index in
            (0..<points).map { system.counts[$0 * classCount + index] }
        }
        leads.reserveCapacity(points * (classCount + 3))
        for column in columns.dropLast() { appendPredicted(column, system.divisions) }
        // The last class has what the others leave of the total, up to rounding.
        for point in 0..<points {
            let others = columns.dropLast().reduce(0) { $0 + Int($1[point]) }
            appendDifference(Int(columns[classCount - 1][point]), from: total - others)
        }
        if let masks = system.rulesMet { appendMasks(masks, system.divisions) }
        if let domain = system.domain { appendPredicted(domain.map(UInt16.init), system.divisions) }
        if let uncertainty = system.uncertainty { appendPredicted(uncertainty, system.divisions) }
    }

    func bytes() throws -> [UInt8] {
        let first = try ZlibStream(packing: leads).bytes
        let second = try ZlibStream(packing: rests).bytes
        return (0..<4).map { UInt8(truncatingIfNeeded: first.count >> (8 * $0)) } + first + second
    }

    /// The median edge detector of JPEG-LS (ITU-T T.87) along the rows of the triangle: between
    /// the left and the upper neighbour, on the plane through them where there is no edge.
    private mutating func appendPredicted(_ values: [UInt16], _ divisions: Int) {
        var index = 0
        // The distance from a point to its neighbour in the row before, which is one longer.
        for row in 0...divisions {
            let step = divisions - row + 2
            for column in 0...(divisions - row) {
                let left = column > 0 ? Int(values[index - 1]) : nil
                let above = row > 0 ? Int(values[index - step]) : nil
                var prediction = left ?? above ?? 0
                if let left, let above {
                    let corner = Int(values[index - step - 1])
                    prediction = max(min(left, above), min(max(left, above), left + above - corner))
                }
                appendDifference(Int(values[index]), from: prediction)
                index += 1
            }
        }
    }

    /// Masks change bit by bit: what differs from the neighbour is kept.
    private mutating func appendMasks(_ masks: [UInt16], _ divisions: Int) {
        var index = 0
        for row in 0...divisions {
            for column in 0...(divisions - row) {
                let before =
                    column > 0
                    ? masks[index - 1] : row > 0 ? masks[index - (divisions - row + 2)] : 0
                append(masks[index] ^ before)
                index += 1
            }
        }
    }

    /// Differences are taken modulo 65536 and zigzagged: 0, -1, 1, -2 become 0, 1, 2, 3.
    private mutating func appendDifference(_ value: Int, from prediction: Int) {
        let difference = Int16(truncatingIfNeeded: value - prediction)
        append(UInt16(bitPattern: (difference << 1) ^ (difference >> 15)))
    }

    private mutating func append(_ number: UInt16) {
        let excess = Int(number) - PackedMap.firstLongLead
        if excess < 0 {
            leads.append(UInt8(number))
        } else if excess >> 8 < 63 {
            leads.append(UInt8(PackedMap.firstLongLead + excess >> 8))
            rests.append(UInt8(truncatingIfNeeded: excess))
        } else {
            leads.append(255)
            rests.append(UInt8(truncatingIfNeeded: number))
            rests.append(UInt8(truncatingIfNeeded: number >> 8))
        }
    }
}
