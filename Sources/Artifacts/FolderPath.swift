/// Joins and splits paths as text; nothing is resolved.
public enum FolderPath {
    /// The path of `name` in `folder`; an empty folder is the current one.
    public static func join(_ folder: String, _ name: String) -> String {
        if folder.isEmpty { return name }
        return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// The folder that holds a path: `a/b` for `a/b/c`, `.` for `c`, `/` for `/c`.
    public static func parent(of path: String) -> String {
        let (folder, _) = split(path)
        return folder
    }

    /// The last component: `c` for `a/b/c` and `a/b/c/`.
    public static func name(of path: String) -> String {
        let (_, name) = split(path)
        return name
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        let slash = UInt8(ascii: "/")
        let whole = path.utf8
        var rest = whole[...]
        while rest.count > 1, rest.last == slash { rest = rest.dropLast() }
        let start = rest.lastIndex(of: slash).map { whole.index(after: $0) } ?? whole.startIndex
        let name = String(rest[start...]) ?? ""
        rest = whole[..<start]
        while rest.count > 1, rest.last == slash { rest = rest.dropLast() }
        if rest.isEmpty { return (".", name) }
        return (String(rest) ?? "", name)
    }
}
