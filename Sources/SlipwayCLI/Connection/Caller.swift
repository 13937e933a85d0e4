import Glibc

/// The person or program that runs the command, and where.
enum Caller {
    /// A variable of the caller's environment; an empty one counts as not set.
    static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    static var currentFolder: String {
        guard let path = getcwd(nil, 0) else { return "." }
        defer { free(path) }
        return String(cString: path)
    }

    /// The current folder and those above it.
    static var foldersUpwards: [String] {
        var folders = [currentFolder]
        while let last = folders.last, last != "/", let slash = last.lastIndex(of: "/") {
            folders.append(slash == last.startIndex ? "/" : String(last[..<slash]))
        }
        return folders
    }

    /// The name of an operating-system user, or its number when it has none.
    static func userName(_ id: UInt32) -> String {
        var entry = passwd()
        var buffer = [CChar](repeating: 0, count: 4_096)
        var result: UnsafeMutablePointer<passwd>?
        guard getpwuid_r(id, &entry, &buffer, buffer.count, &result) == 0, result != nil, let name = entry.pw_name
        else {
            return "uid-\(id)"
        }
        return String(cString: name)
    }
}
