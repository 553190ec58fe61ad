package sam.functions;

import java.util.List;

/// What a function uses that is not part of it, each as it can be told in a line.
///
/// - `imports`: what everybody can get, as import statements.
/// - `own`: what only this source has: fields, other functions, constants.
record Needs(List<String> imports, List<String> own) {
    static final Needs NONE = new Needs(List.of(), List.of());

    private static final int MOST_OWN = 5;
    private static final int MOST_IMPORTS = 8;
    private static final int MOST_CHARS = 400;

    Needs {
        imports = List.copyOf(imports);
        own = List.copyOf(own);
    }

    static String inALine(String code) {
        return code.replaceAll("\\s+", " ").replace("( ", "(").replaceAll(",? \\)", ")");
    }

    /// Whether it can be told in passing.
    boolean isShort() {
        int chars = imports.stream().mapToInt(String::length).sum()
                + own.stream().mapToInt(String::length).sum();
        return imports.size() <= MOST_IMPORTS && own.size() <= MOST_OWN && chars <= MOST_CHARS;
    }
}
