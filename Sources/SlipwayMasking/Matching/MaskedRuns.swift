/// The parts of the held text that are known to be masked: in order, and with a gap between each two.
struct MaskedRuns {
    struct Run {
        var start: Int
        var end: Int
    }

    private(set) var runs: [Run] = []
    private(set) var first = 0

    /// The earliest run that has not been removed.
    var next: Run? { first < runs.count ? runs[first] : nil }

    /// Adds a match, which ends at or after the end of every match added before it, or begins at or after each start.
    mutating func add(start: Int, end: Int) {
        var run = Run(start: start, end: end)
        while runs.count > first, let last = runs.last, last.end >= run.start, last.start <= run.end {
            run.start = min(run.start, last.start)
            run.end = max(run.end, last.end)
            runs.removeLast()
        }
        runs.append(run)
    }

    mutating func removeNext() {
        first += 1
        guard first == runs.count else { return }
        runs.removeAll(keepingCapacity: true)
        first = 0
    }

    /// The text lost its first `count` bytes.
    mutating func shift(by count: Int) {
        for index in first..<runs.count {
            runs[index].start -= count
            runs[index].end -= count
        }
    }
}
