#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file whose content is replaced in one step: whoever reads it sees the old content or the new, never a part.
struct ReplacedFile {
    /// Where the content is, behind any symbolic links.
    let target: String
    let folder: String

    init(path: String) throws(FileError) {
        let target = try Self.resolve(path)
        let slash = target.lastIndex(of: "/")
        self.target = target
        folder = slash.map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? "."
    }

    /// Puts `new` in the place of `old`; nothing for `old` means that there is no file yet.
    ///
    /// Throws and changes nothing when the content is no longer `old`. The new file has the old one's mode and, where
    /// the system allows it, owner. It is on the disk when this returns.
    func replace(_ old: [UInt8]?, with new: [UInt8], limit: Int, newMode: mode_t = 0o644, willReplace: () -> Void)
        throws(FileError)
    {
        let temporary = "\(target).\(UInt64.random(in: .min ... .max)).new"
        var status = stat()
        let known = old != nil && stat(target, &status) == 0
        try FileAccess.create(temporary, new, mode: known ? status.st_mode & 0o7777 : newMode)
        do throws(FileError) {
            if known { _ = chown(temporary, status.st_uid, status.st_gid) }
            willReplace()
            try put(temporary, in: old, limit)
        } catch {
            unlink(temporary)
            throw error
        }
        try FileAccess.synchronise(folder: folder)
    }

    private static func resolve(_ path: String) throws(FileError) -> String {
        guard let resolved = realpath(path, nil) else {
            guard errno == ENOENT, !FileAccess.exists(path) else { throw FileError("find \(path)") }
            return path
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private func put(_ temporary: String, in old: [UInt8]?, _ limit: Int) throws(FileError) {
        guard let old else {
            // Unlike rename, link never replaces a file that someone else has made meanwhile.
            guard link(temporary, target) == 0 else {
                throw errno == EEXIST ? Self.changed : FileError("create \(target)")
            }
            unlink(temporary)
            return
        }
        let current = FileAccess.exists(target) ? try FileAccess.contents(of: target, limit: limit) : nil
        guard current == old else { throw Self.changed }
        guard rename(temporary, target) == 0 else { throw FileError("replace \(target)") }
    }

    private static let changed = FileError(
        "replace it",
        reason: "someone else changed it meanwhile. Nothing was written; try again"
    )
}
