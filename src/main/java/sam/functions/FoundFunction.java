package sam.functions;

/// A documented function as a grammar found it, or what speaks against it.
///
/// - `kind`: what it is called in its language, such as "static method".
/// - `name`: with the classes around it, `Outer.inner`.
/// - `code`: without its documentation, moved to the left margin.
/// - `fault`: why no row is made of it, or empty.
record FoundFunction(
        String language,
        String kind,
        String name,
        int line,
        int lastLine,
        String signature,
        String code,
        FunctionDoc doc,
        Needs needs,
        String fault) {

    FoundFunction refused(String why) {
        return new FoundFunction(
                language, kind, name, line, lastLine, signature, code, FunctionDoc.EMPTY, Needs.NONE, why);
    }

    FoundFunction with(Needs told) {
        return new FoundFunction(language, kind, name, line, lastLine, signature, code, doc, told, fault);
    }

    FoundFunction with(FunctionDoc told) {
        return new FoundFunction(language, kind, name, line, lastLine, signature, code, told, needs, fault);
    }

    /// Its name alone.
    String simpleName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /// The class it belongs to, or nothing.
    String owner() {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(0, dot);
    }

    /// How many lines of its code say something.
    long codeLines() {
        return code.lines().filter(line -> !line.isBlank()).count();
    }
}
