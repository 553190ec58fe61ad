package sam.functions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.treesitter.TSNode;
import sam.repos.People;

/// Finds the documented functions and methods of a Python module. Functions within functions are part of those.
final class PythonFunctions {
    private static final int LONGEST_CONSTANT = 60;

    private final SyntaxTree tree;
    private final Consumer<FoundFunction> out;
    /// What a name of the module is, as it can be told; imports of what everybody can get.
    private final Map<String, String> imports = new HashMap<>();

    private final Map<String, String> own = new HashMap<>();

    private PythonFunctions(SyntaxTree tree, Consumer<FoundFunction> out) {
        this.tree = tree;
        this.out = out;
    }

    static void find(String text, Consumer<FoundFunction> out) {
        try (var tree = SyntaxTree.ofPython(text)) {
            var module = new PythonFunctions(tree, out);
            module.names(tree.root());
            module.definitions(tree.root(), "", Map.of());
        }
    }

    private void names(TSNode block) {
        for (var node : SyntaxTree.children(block)) {
            switch (node.getType()) {
                case "import_statement", "import_from_statement" -> imported(node);
                case "function_definition", "class_definition" -> own.put(tree.text(node, "name"), heading(node));
                case "decorated_definition" ->
                    SyntaxTree.child(node, "definition")
                            .ifPresent(inner -> own.put(tree.text(inner, "name"), heading(inner)));
                case "expression_statement" -> assigned(node);
                case "if_statement", "try_statement", "else_clause", "except_clause", "block" -> names(node);
                default -> {
                    // binds no name
                }
            }
        }
    }

    private void imported(TSNode node) {
        var module = tree.text(node, "module_name");
        for (var part : SyntaxTree.children(node)) {
            var text = tree.text(part);
            if (text.equals(module) && part.getStartByte() == node.getStartByte() + "from ".length()
                    || part.getType().equals("wildcard_import")) {
                continue;
            }
            boolean alias = part.getType().equals("aliased_import");
            var bound = alias ? tree.text(part, "alias") : text;
            var name = module.isEmpty() && !alias ? bound.replaceFirst("\\..*", "") : bound;
            var told = module.isEmpty() ? "import " + text : "from " + module + " import " + text;
            (module.startsWith(".") ? own : imports).put(name, told.replaceAll("\\s+", " "));
        }
    }

    private void assigned(TSNode statement) {
        for (var node : SyntaxTree.children(statement)) {
            if (node.getType().equals("assignment")) {
                var text = tree.text(node).replaceAll("\\s+", " ");
                var name = tree.text(node, "left");
                own.put(name, text.length() > LONGEST_CONSTANT ? name : text);
            }
        }
    }

    private void definitions(TSNode block, String around, Map<String, String> members) {
        for (var node : SyntaxTree.children(block)) {
            switch (node.getType()) {
                case "class_definition" -> type(node, around);
                case "function_definition" -> function(node, node, around, members);
                case "decorated_definition" ->
                    SyntaxTree.child(node, "definition").ifPresent(inner -> {
                        if (inner.getType().equals("class_definition")) {
                            type(inner, around);
                        } else {
                            function(node, inner, around, members);
                        }
                    });
                case "if_statement", "try_statement", "else_clause", "except_clause", "block", "ERROR" ->
                    definitions(node, around, members);
                default -> {
                    // defines nothing
                }
            }
        }
    }

    private void type(TSNode node, String around) {
        var name = tree.text(node, "name");
        SyntaxTree.child(node, "body").ifPresent(body -> {
            var members = new HashMap<String, String>();
            for (var member : SyntaxTree.children(body)) {
                var inner = member.getType().equals("decorated_definition")
                        ? SyntaxTree.child(member, "definition").orElse(member)
                        : member;
                if (inner.getType().equals("function_definition")) {
                    members.put(tree.text(inner, "name"), heading(inner));
                }
            }
            definitions(body, around.isEmpty() ? name : around + "." + name, members);
        });
    }

    private void function(TSNode whole, TSNode node, String around, Map<String, String> members) {
        var body = SyntaxTree.child(node, "body");
        var docstring = body.flatMap(this::docstring);
        if (docstring.isEmpty()) {
            return;
        }
        var name = tree.text(node, "name");
        var lines = Indents.shared(withoutDoc(whole, docstring.get()).lines().toList());
        var code = People.inCode(String.join("\n", lines).strip());
        var signature = signature(whole, node);
        var bare = new FoundFunction(
                "Python",
                around.isEmpty() ? "function" : "method",
                around.isEmpty() ? name : around + "." + name,
                SyntaxTree.line(whole),
                SyntaxTree.lastLine(whole),
                signature,
                code,
                FunctionDoc.EMPTY,
                Needs.NONE,
                "");
        out.accept(Judge.judged(
                bare,
                faultOf(whole, body.get(), signature),
                () -> PythonDoc.read(PythonString.value(tree.text(docstring.get()))),
                () -> needs(node, members)));
    }

    private Optional<TSNode> docstring(TSNode body) {
        for (var node : SyntaxTree.children(body)) {
            if (node.getType().equals("comment")) {
                continue;
            }
            var inner = SyntaxTree.children(node);
            boolean only = node.getType().equals("expression_statement") && inner.size() == 1;
            return only
                            && inner.getFirst().getType().equals("string")
                            && PythonString.isPlain(tree.text(inner.getFirst()))
                    ? Optional.of(inner.getFirst())
                    : Optional.empty();
        }
        return Optional.empty();
    }

    private String withoutDoc(TSNode whole, TSNode docstring) {
        var before = tree.lines(whole, docstring.getStartByte()).stripTrailing();
        var after = tree.between(docstring.getEndByte(), whole.getEndByte());
        int line = after.indexOf('\n');
        // what stands on its last line, such as a comment, goes with it
        return line < 0 ? before : before + after.substring(line).replaceFirst("^\\n(?:[ \\t]*\\n)+", "\n");
    }

    private String signature(TSNode whole, TSNode node) {
        int end = SyntaxTree.child(node, "return_type")
                .or(() -> SyntaxTree.child(node, "parameters"))
                .map(TSNode::getEndByte)
                .orElse(node.getStartByte());
        return String.join("\n", Indents.shared(tree.lines(whole, end).lines().toList())) + ":";
    }

    /// The first line of a definition as it can be told.
    private String heading(TSNode node) {
        int end = SyntaxTree.child(node, "return_type")
                .or(() -> SyntaxTree.child(node, "parameters"))
                .or(() -> SyntaxTree.child(node, "superclasses"))
                .or(() -> SyntaxTree.child(node, "name"))
                .map(TSNode::getEndByte)
                .orElse(node.getStartByte());
        return Needs.inALine(tree.between(node.getStartByte(), end));
    }

    private String faultOf(TSNode whole, TSNode body, String signature) {
        if (whole.hasError()) {
            return Judge.BROKEN;
        }
        if (SyntaxTree.isDeep(whole)) {
            return Judge.DEEP;
        }
        if (signature.matches("(?s).*@(?:[\\w.]+\\.)?override\\b.*")) {
            return Judge.OVERRIDES;
        }
        var statements = SyntaxTree.children(body).stream()
                .filter(node -> !node.getType().equals("comment"))
                .skip(1)
                .toList();
        if (signature.matches("(?s).*@(?:[\\w.]+\\.)?(?:abstractmethod|overload)\\b.*")
                || statements.stream().allMatch(this::saysNothing)) {
            return Judge.NOT_WRITTEN;
        }
        return statements.size() == 1 && handsOn(statements.getFirst()) ? Judge.HANDS_ON : "";
    }

    private boolean saysNothing(TSNode statement) {
        return statement.getType().equals("pass_statement")
                || statement.getType().equals("raise_statement")
                        && tree.text(statement).contains("NotImplementedError")
                || tree.text(statement).equals("...");
    }

    /// One call and nothing else.
    private static boolean handsOn(TSNode statement) {
        var inner = SyntaxTree.children(statement);
        return Set.of("return_statement", "expression_statement").contains(statement.getType())
                && inner.size() == 1
                && Set.of("call", "identifier", "attribute", "await")
                        .contains(inner.getFirst().getType());
    }

    private Needs needs(TSNode node, Map<String, String> members) {
        var bound = new HashSet<String>();
        SyntaxTree.walk(node, inner -> {
            switch (inner.getType()) {
                case "parameters", "lambda_parameters" -> bound.addAll(parameters(inner));
                case "assignment", "for_statement", "for_in_clause", "named_expression" ->
                    SyntaxTree.child(inner, "left")
                            .or(() -> SyntaxTree.child(inner, "name"))
                            .ifPresent(left -> identifiers(left, bound));
                case "as_pattern_target" -> identifiers(inner, bound);
                default -> {
                    // binds nothing
                }
            }
        });
        SyntaxTree.walk(node, inner -> {
            if (inner.getType().equals("global_statement")) {
                SyntaxTree.children(inner).forEach(name -> bound.remove(tree.text(name)));
            }
        });
        var used = new LinkedHashSet<String>();
        var fields = new LinkedHashSet<String>();
        SyntaxTree.child(node, "parameters").ifPresent(parameters -> uses(parameters, used, fields));
        SyntaxTree.child(node, "body").ifPresent(body -> uses(body, used, fields));
        var everybodys = new LinkedHashSet<String>();
        var owned = new LinkedHashSet<String>();
        var name = tree.text(node, "name");
        used.stream().filter(use -> !bound.contains(use) && !use.equals(name)).forEach(use -> {
            if (imports.containsKey(use)) {
                everybodys.add(imports.get(use));
            } else if (own.containsKey(use)) {
                owned.add(own.get(use));
            }
        });
        fields.stream()
                .filter(field -> !field.equals("self." + name))
                .forEach(field -> owned.add(members.getOrDefault(field.substring(field.indexOf('.') + 1), field)));
        SyntaxTree.walk(node, inner -> {
            if (inner.getType().equals("import_from_statement")
                    && tree.text(inner, "module_name").startsWith(".")) {
                owned.add(Needs.inALine(tree.text(inner)));
            }
        });
        return new Needs(new ArrayList<>(everybodys), new ArrayList<>(owned));
    }

    private List<String> parameters(TSNode parameters) {
        var names = new ArrayList<String>();
        for (var parameter : SyntaxTree.children(parameters)) {
            var named = SyntaxTree.child(parameter, "name").orElse(parameter);
            var text = tree.text(named).replaceFirst("^\\*+", "");
            names.add(text.replaceFirst("(?s)\\s*[:=].*", ""));
        }
        return names;
    }

    private void identifiers(TSNode node, Set<String> into) {
        if (!Set.of("attribute", "subscript").contains(node.getType())) {
            if (node.getType().equals("identifier")) {
                into.add(tree.text(node));
            }
            SyntaxTree.children(node).forEach(child -> identifiers(child, into));
        }
    }

    private void uses(TSNode node, Set<String> names, Set<String> fields) {
        switch (node.getType()) {
            case "identifier" -> names.add(tree.text(node));
            case "attribute" ->
                SyntaxTree.child(node, "object").ifPresent(object -> {
                    if (Set.of("self", "cls").contains(tree.text(object))) {
                        fields.add("self." + tree.text(node, "attribute"));
                    } else {
                        uses(object, names, fields);
                    }
                });
            case "keyword_argument" -> SyntaxTree.child(node, "value").ifPresent(value -> uses(value, names, fields));
            default -> SyntaxTree.children(node).forEach(child -> uses(child, names, fields));
        }
    }
}
