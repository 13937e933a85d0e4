import SlipwayModel

/// A table of plain columns, as the product's documents show them: a heading, then a line for each row.
struct Table {
    /// A column's heading and the least width it takes, spaces included.
    struct Column {
        let heading: String
        let width: Int

        init(_ heading: String, width: Int = 0) {
            self.heading = heading
            self.width = width
        }
    }

    private static let gap = 3

    let columns: [Column]
    let rows: [[String]]

    /// The lines, without spaces at their ends.
    var lines: [String] {
        // Names and values come from a server: no cell may write to the terminal as it likes.
        let rows = rows.map { $0.map(PrintableText.onOneLine) }
        let widths = columns.indices.map { index in
            let longest = rows.map { $0[index].count }.max() ?? 0
            return max(columns[index].width, columns[index].heading.count + Self.gap, longest + Self.gap)
        }
        return ([columns.map(\.heading)] + rows).map { cells in
            var line = ""
            for (index, cell) in cells.enumerated() {
                line += cell
                if index < cells.count - 1 { line += String(repeating: " ", count: widths[index] - cell.count) }
            }
            return line
        }
    }

    func print() {
        for line in lines { Console.line(line) }
    }
}
