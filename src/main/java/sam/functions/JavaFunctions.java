package sam.functions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.treesitter.TSNode;
import sam.repos.People;

/// Finds the documented methods of a Java file, those of nested classes and records included.
final class JavaFunctions {
    private static final Set<String> TYPES = Set.of(
            "class_declaration",
            "interface_declaration",
            "enum_declaration",
            "record_declaration",
            "annotation_type_declaration");
    /// What every object has.
    private static final Set<String> OF_ALL =
            Set.of("getClass", "hashCode", "equals", "toString", "clone", "notify", "notifyAll", "wait");

    private static final int MANY_OVERLOADS = 3;

    private static final Map<String, Boolean> EVERYWHERE = new ConcurrentHashMap<>();

    private final SyntaxTree tree;
    private final Consumer<FoundFunction> out;
    private final Map<String, String> imports = new HashMap<>();

    private JavaFunctions(SyntaxTree tree, Consumer<FoundFunction> out) {
        this.tree = tree;
        this.out = out;
    }

    static void find(String text, Consumer<FoundFunction> out) {
        try (var tree = SyntaxTree.ofJava(text)) {
            var file = new JavaFunctions(tree, out);
            for (var node : SyntaxTree.children(tree.root())) {
                if (node.getType().equals("import_declaration")) {
                    file.imported(tree.text(node));
                } else {
                    file.type(node, "", new Members());
                }
            }
        }
    }

    /// What a class has, by name, as it can be told.
    private static final class Members {
        private final Map<String, String> fields = new HashMap<>();
        private final Map<String, Set<String>> methods = new HashMap<>();

        Members within() {
            var inner = new Members();
            inner.fields.putAll(fields);
            methods.forEach((name, told) -> inner.methods.put(name, new LinkedHashSet<>(told)));
            return inner;
        }
    }

    private void imported(String statement) {
        var plain = statement.replaceAll("\\s+", " ").strip();
        var name = plain.substring(plain.lastIndexOf('.') + 1).replace(";", "").strip();
        if (!name.equals("*")) {
            imports.put(name, plain.replaceFirst(";$", ""));
        }
    }

    private void type(TSNode node, String around, Members outer) {
        if (node.getType().equals("ERROR")) {
            SyntaxTree.children(node).forEach(child -> type(child, around, outer));
            return;
        }
        if (!TYPES.contains(node.getType())) {
            return;
        }
        var simple = tree.text(node, "name");
        var name = around.isEmpty() ? simple : around + "." + simple;
        var known = outer.within();
        SyntaxTree.child(node, "parameters")
                .ifPresent(components ->
                        SyntaxTree.children(components).forEach(component -> field(component, component, known)));
        SyntaxTree.child(node, "body").ifPresent(body -> body(members(body), name, known));
    }

    /// A body's members; those of an enum stand behind its constants.
    private static List<TSNode> members(TSNode body) {
        var all = new ArrayList<TSNode>();
        for (var node : SyntaxTree.children(body)) {
            if (node.getType().equals("enum_body_declarations")) {
                all.addAll(SyntaxTree.children(node));
            } else {
                all.add(node);
            }
        }
        return all;
    }

    private void body(List<TSNode> nodes, String around, Members members) {
        for (var node : nodes) {
            switch (node.getType()) {
                case "field_declaration", "constant_declaration" ->
                    SyntaxTree.children(node).stream()
                            .filter(child -> child.getType().equals("variable_declarator"))
                            .forEach(child -> field(node, child, members));
                case "method_declaration" ->
                    members.methods
                            .computeIfAbsent(tree.text(node, "name"), _ -> new LinkedHashSet<>())
                            .add(heading(node));
                case "enum_constant" -> members.fields.put(tree.text(node, "name"), tree.text(node, "name"));
                default -> {
                    // is told by its own members
                }
            }
        }
        String doc = "";
        for (var node : nodes) {
            switch (node.getType()) {
                case "block_comment" -> doc = tree.text(node).startsWith("/**") ? tree.text(node) : doc;
                case "line_comment" -> {
                    var line = tree.text(node).strip();
                    if (line.startsWith("///")) {
                        doc = doc.startsWith("///") ? doc + "\n" + line : line;
                    }
                }
                case "method_declaration" -> {
                    if (!doc.isEmpty()) {
                        method(node, doc, around, members);
                    }
                    doc = "";
                }
                default -> {
                    type(node, around, members);
                    doc = "";
                }
            }
        }
    }

    private void field(TSNode declaration, TSNode named, Members members) {
        var name = tree.text(named, "name");
        if (!name.isEmpty()) {
            members.fields.put(name, Needs.inALine(tree.text(declaration, "type") + " " + name));
        }
    }

    private void method(TSNode node, String comment, String around, Members members) {
        var body = SyntaxTree.child(node, "body");
        if (body.isEmpty()) {
            return;
        }
        var code = People.inCode(moved(node, node.getEndByte()));
        var name = tree.text(node, "name");
        var modifiers = modifiers(node);
        boolean isStatic = modifiers.matches("(?s).*\\bstatic\\b.*");
        var bare = new FoundFunction(
                "Java",
                isStatic ? "static method" : "method",
                around + "." + name,
                SyntaxTree.line(node),
                SyntaxTree.lastLine(node),
                moved(node, body.get().getStartByte()).strip(),
                code,
                FunctionDoc.EMPTY,
                Needs.NONE,
                "");
        out.accept(Judge.judged(
                bare,
                faultOf(node, body.get(), modifiers),
                () -> JavaDoc.read(comment),
                () -> needs(node, body.get(), members)));
    }

    private String moved(TSNode node, int end) {
        return String.join("\n", Indents.shared(tree.lines(node, end).lines().toList()))
                .strip();
    }

    private String modifiers(TSNode node) {
        return SyntaxTree.children(node).stream()
                .filter(child -> child.getType().equals("modifiers"))
                .map(tree::text)
                .findFirst()
                .orElse("");
    }

    private static String faultOf(TSNode node, TSNode body, String modifiers) {
        if (node.hasError()) {
            return Judge.BROKEN;
        }
        if (SyntaxTree.isDeep(node)) {
            return Judge.DEEP;
        }
        if (modifiers.matches("(?s).*@Override\\b.*")) {
            return Judge.OVERRIDES;
        }
        if (modifiers.matches("(?s).*@Deprecated\\b.*")) {
            return Judge.DEPRECATED;
        }
        var statements = SyntaxTree.children(body).stream()
                .filter(child -> !child.getType().endsWith("comment"))
                .toList();
        if (statements.isEmpty()) {
            return Judge.NOT_WRITTEN;
        }
        return statements.size() == 1 && handsOn(statements.getFirst()) ? Judge.HANDS_ON : "";
    }

    /// One value, one call or one assignment and nothing else.
    private static boolean handsOn(TSNode statement) {
        var inner = SyntaxTree.children(statement);
        if (inner.size() != 1
                || !Set.of("return_statement", "expression_statement").contains(statement.getType())) {
            return false;
        }
        return switch (inner.getFirst().getType()) {
            case "identifier", "field_access", "assignment_expression", "this" -> true;
            case "method_invocation", "object_creation_expression" -> !holdsBody(inner.getFirst());
            default -> false;
        };
    }

    private static boolean holdsBody(TSNode call) {
        var found = new boolean[1];
        SyntaxTree.walk(
                call,
                node -> found[0] |= Set.of("lambda_expression", "class_body", "ternary_expression")
                        .contains(node.getType()));
        return found[0];
    }

    private String heading(TSNode method) {
        int end = SyntaxTree.child(method, "parameters").map(TSNode::getEndByte).orElse(method.getEndByte());
        int start = SyntaxTree.child(method, "type").map(TSNode::getStartByte).orElse(method.getStartByte());
        return Needs.inALine(tree.between(start, end).replaceAll("\\bfinal ", ""));
    }

    private List<String> parameters(TSNode parameters) {
        var names = new ArrayList<String>();
        for (var parameter : SyntaxTree.children(parameters)) {
            SyntaxTree.child(parameter, "name")
                    .or(() -> declarator(parameter))
                    .ifPresent(name -> names.add(tree.text(name)));
        }
        return names;
    }

    private static Optional<TSNode> declarator(TSNode parameter) {
        return SyntaxTree.children(parameter).stream()
                .filter(child -> child.getType().equals("variable_declarator"))
                .flatMap(child -> SyntaxTree.child(child, "name").stream())
                .findFirst();
    }

    private Needs needs(TSNode node, TSNode body, Members members) {
        var bound = new HashSet<String>();
        SyntaxTree.walk(node, inner -> {
            switch (inner.getType()) {
                case "formal_parameters" -> bound.addAll(parameters(inner));
                case "variable_declarator", "enhanced_for_statement", "catch_formal_parameter", "resource" ->
                    SyntaxTree.child(inner, "name").ifPresent(name -> bound.add(tree.text(name)));
                case "inferred_parameters" -> SyntaxTree.children(inner).forEach(name -> bound.add(tree.text(name)));
                case "lambda_expression" ->
                    SyntaxTree.child(inner, "parameters").ifPresent(name -> bound.add(tree.text(name)));
                default -> {
                    // binds nothing
                }
            }
        });
        var everybodys = new LinkedHashSet<String>();
        var owned = new LinkedHashSet<String>();
        var own = heading(node);
        new Uses(bound, members, own, everybodys, owned).of(body);
        return new Needs(new ArrayList<>(everybodys), new ArrayList<>(owned));
    }

    private static boolean isOfJava(String name) {
        try {
            Class.forName("java.lang." + name, false, null);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /// What a body uses that it does not bind itself.
    private final class Uses {
        private final Set<String> bound;
        private final Members members;
        private final String own;
        private final Set<String> everybodys;
        private final Set<String> owned;

        private Uses(Set<String> bound, Members members, String own, Set<String> everybodys, Set<String> owned) {
            this.bound = bound;
            this.members = members;
            this.own = own;
            this.everybodys = everybodys;
            this.owned = owned;
        }

        void of(TSNode node) {
            switch (node.getType()) {
                case "method_invocation" -> {
                    var object = tree.text(node, "object");
                    if (object.isEmpty() || object.equals("this")) {
                        called(tree.text(node, "name"));
                    } else if (isNeighbour(object)) {
                        owned.add(object + "." + tree.text(node, "name") + "(…)");
                    }
                    SyntaxTree.child(node, "object").ifPresent(this::of);
                    SyntaxTree.child(node, "arguments").ifPresent(this::of);
                }
                case "field_access" -> {
                    if (tree.text(node, "object").equals("this")) {
                        var name = tree.text(node, "field");
                        owned.add(members.fields.getOrDefault(name, name));
                    } else {
                        SyntaxTree.child(node, "object").ifPresent(this::of);
                    }
                }
                case "identifier" -> name(tree.text(node));
                case "type_identifier" -> {
                    var name = tree.text(node);
                    if (imports.containsKey(name)) {
                        everybodys.add(imports.get(name));
                    }
                }
                case "labeled_statement", "break_statement", "continue_statement" ->
                    SyntaxTree.children(node).stream()
                            .filter(child -> !child.getType().equals("identifier"))
                            .forEach(this::of);
                default -> SyntaxTree.children(node).forEach(this::of);
            }
        }

        /// A class of the same package, which needs no import.
        private boolean isNeighbour(String object) {
            return object.matches("[A-Z]\\w*")
                    && !bound.contains(object)
                    && !imports.containsKey(object)
                    && !members.fields.containsKey(object)
                    && !EVERYWHERE.computeIfAbsent(object, JavaFunctions::isOfJava);
        }

        private void name(String name) {
            if (bound.contains(name)) {
                return;
            }
            if (members.fields.containsKey(name)) {
                owned.add(members.fields.get(name));
            } else if (imports.containsKey(name)) {
                everybodys.add(imports.get(name));
            }
        }

        private void called(String name) {
            var told = members.methods.getOrDefault(name, Set.of());
            if (told.isEmpty()) {
                if (imports.containsKey(name)) {
                    everybodys.add(imports.get(name));
                } else if (!OF_ALL.contains(name)) {
                    owned.add(name + "(…)");
                }
            } else if (told.size() <= MANY_OVERLOADS) {
                told.stream().filter(heading -> !heading.equals(own)).forEach(owned::add);
            } else {
                owned.add(name + "(…)");
            }
        }
    }
}
