package sam.jinja;

/// A piece of a template: text to print, the edge of a tag, or a word inside one.
record Token(Kind kind, String text, int line) {
    enum Kind {
        TEXT,
        OPEN_PRINT,
        CLOSE_PRINT,
        OPEN_BLOCK,
        CLOSE_BLOCK,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }
}
