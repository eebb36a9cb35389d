/// Text from data made harmless for Markdown.
public enum Markdown {
    /// Text that stays as it is, in a sentence and in a cell of a table.
    public static func text(_ text: String) -> String {
        text.map { character in
            switch character {
            case "|", "\\", "`", "*", "_", "<", ">", "[", "]", "$", "&", "#", "~", "!":
                "\\\(character)"
            default: character.isNewline ? " " : "\(character)"
            }
        }.joined()
    }
}
