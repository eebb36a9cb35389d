import Basis

/// Ways to split rows into folds; each row is tested in exactly one fold.
public enum Splits {
    /// Folds of nearly equal size and class balance, drawn at random.
    ///
    /// The rows of each class are shuffled and dealt in turn, each class starting where the one
    /// before stopped: sizes differ by one row at most, in every class and in all.
    ///
    /// - Throws: ``ValidationError/badFoldCount(_:rows:)`` unless `2 <= folds <= rows`.
    public static func stratified(
        labels: [Int], folds: Int, stream: RandomStream
    ) throws -> [Fold] {
        guard folds >= 2, folds <= labels.count else {
            throw ValidationError.badFoldCount(folds, rows: labels.count)
        }
        var foldOfRow = [Int](repeating: 0, count: labels.count)
        var next = 0
        for label in Set(labels).sorted() {
            var members = labels.indices.filter { labels[$0] == label }
            var generator = stream.child("class").child(label)
            generator.shuffle(&members)
            for row in members {
                foldOfRow[row] = next
                next = (next + 1) % folds
            }
        }
        return makeFolds(foldOfRow, names: (0..<folds).map { "\($0)" })
    }

    /// Folds that no group straddles, with classes balanced as far as the groups allow.
    ///
    /// Groups are taken in order of the class shares they hold (ties: in random order), each
    /// into the fold that holds least of the same classes, then of rows, then to the first.
    ///
    /// - Throws: ``ValidationError`` unless there are at least `folds >= 2` groups.
    public static func grouped(
        groups: [String], labels: [Int], folds: Int, stream: RandomStream
    ) throws -> [Fold] {
        guard groups.count == labels.count else {
            throw ValidationError.countMismatch(
                what: "groups", found: groups.count, expected: labels.count)
        }
        guard folds >= 2, folds <= labels.count else {
            throw ValidationError.badFoldCount(folds, rows: labels.count)
        }
        let (names, members) = index(groups)
        guard names.count >= folds else {
            throw ValidationError.tooFewGroups(names.count, folds: folds)
        }
        let shares = classShares(members, labels)
        let influence = shares.map { $0.reduce(0) { $0 + $1 * $1 } }
        var order = Array(names.indices)
        var generator = stream.child("groups")
        generator.shuffle(&order)
        // Sorting keeps the random order of ties: positions break them.
        let sorted = order.enumerated().sorted {
            (-influence[$0.element], $0.offset) < (-influence[$1.element], $1.offset)
        }
        var foldOfRow = [Int](repeating: 0, count: labels.count)
        var held = [[Double]](
            repeating: [Double](repeating: 0, count: shares.first?.count ?? 0), count: folds)
        var sizes = [Int](repeating: 0, count: folds)
        for (_, group) in sorted {
            let costs = held.map { fold in
                zip(fold, shares[group]).reduce(0) { $0 + $1.0 * $1.1 }
            }
            var chosen = 0
            for fold in 1..<folds where (costs[fold], sizes[fold]) < (costs[chosen], sizes[chosen])
            {
                chosen = fold
            }
            for index in shares[group].indices { held[chosen][index] += shares[group][index] }
            sizes[chosen] += members[group].count
            for row in members[group] { foldOfRow[row] = chosen }
        }
        return makeFolds(foldOfRow, names: (0..<folds).map { "\($0)" })
    }

    /// One fold for each group, named after it, in the order of the names.
    ///
    /// - Throws: ``ValidationError/tooFewGroups(_:folds:)`` where there are not two groups.
    public static func leaveOneGroupOut(groups: [String]) throws -> [Fold] {
        let (names, members) = index(groups)
        guard names.count >= 2 else {
            throw ValidationError.tooFewGroups(names.count, folds: 2)
        }
        var foldOfRow = [Int](repeating: 0, count: groups.count)
        for (fold, rows) in members.enumerated() {
            for row in rows { foldOfRow[row] = fold }
        }
        return makeFolds(foldOfRow, names: names)
    }

    /// Group names in order, and the rows of each.
    static func index(_ groups: [String]) -> (names: [String], members: [[Int]]) {
        let names = Set(groups).sorted()
        var numbers = [String: Int]()
        for (number, name) in names.enumerated() { numbers[name] = number }
        var members = [[Int]](repeating: [], count: names.count)
        for (row, name) in groups.enumerated() {
            if let number = numbers[name] { members[number].append(row) }
        }
        return (names, members)
    }

    /// For each group the share of every class's rows that it holds; absent classes have no entry.
    private static func classShares(_ members: [[Int]], _ labels: [Int]) -> [[Double]] {
        let classes = Set(labels).sorted()
        var position = [Int: Int]()
        for (index, label) in classes.enumerated() { position[label] = index }
        let positions = labels.map { position[$0] ?? 0 }
        var totals = [Double](repeating: 0, count: classes.count)
        for position in positions { totals[position] += 1 }
        return members.map { rows in
            var counts = [Double](repeating: 0, count: classes.count)
            for row in rows { counts[positions[row]] += 1 }
            return zip(counts, totals).map { $0 / $1 }
        }
    }

    private static func makeFolds(_ foldOfRow: [Int], names: [String]) -> [Fold] {
        names.enumerated().map { number, name in
            Fold(
                name: name, train: foldOfRow.indices.filter { foldOfRow[$0] != number },
                test: foldOfRow.indices.filter { foldOfRow[$0] == number })
        }
    }
}
