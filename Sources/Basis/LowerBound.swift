extension RandomAccessCollection where Element: Comparable, Index == Int {
    /// The position of the first element that is not below a value, in a collection that never
    /// falls; `endIndex` where all are below it.
    @inlinable
    public func lowerBound(of value: Element) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
