package sam;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The house: which room may know which, where JavaFX and libtorch end, how long a file may grow.
class HouseRulesTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("sam");

    private static final SliceAssignment EVERY_PACKAGE = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            var name = type.getPackageName();
            return name.startsWith("sam") ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "every package, sub-rooms included";
        }
    };

    @Test
    void everyRoomIsNamedHere() {
        var unnamed = new TreeSet<String>();
        for (var type : HOUSE) {
            if (!Rooms.ALL.containsKey(room(type)) && !Rooms.ROOFS.contains(room(type))) {
                unnamed.add(type.getPackageName());
            }
        }
        assertThat(unnamed).isEmpty();
    }

    @Test
    void everyRoomSaysWhatBelongsThere() throws IOException {
        var silent = new ArrayList<String>();
        for (var room : Rooms.ALL.keySet()) {
            var file = Path.of("src/main/java/sam", room.replace('.', '/'), "package-info.java");
            if (!Files.exists(file) || !Files.readString(file).startsWith("///")) {
                silent.add(room);
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void everyRoomKnowsOnlyTheRoomsBelowIt() {
        classes()
                .that(describe("live in a room", c -> Rooms.ALL.containsKey(room(c))))
                .should(new ArchCondition<>("know only rooms below") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        var own = room(item);
                        for (var dependency : item.getDirectDependenciesFromSelf()) {
                            if (!dependency.getTargetClass().getPackageName().startsWith("sam")) {
                                continue;
                            }
                            var other = room(dependency.getTargetClass());
                            boolean allowed = other.equals(own)
                                    || Rooms.ALL.getOrDefault(own, Set.of()).contains(other);
                            events.add(new SimpleConditionEvent(item, allowed, dependency.getDescription()));
                        }
                    }
                })
                .check(HOUSE);
    }

    @Test
    void thereAreNoCirclesBetweenPackages() {
        slices().assignedFrom(EVERY_PACKAGE).should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void noTwoRoomsHaveAClassOfOneName() {
        var places = new TreeMap<String, Set<String>>();
        for (var type : HOUSE) {
            if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
                places.computeIfAbsent(type.getSimpleName(), _ -> new TreeSet<>())
                        .add(type.getPackageName());
            }
        }
        places.values().removeIf(rooms -> rooms.size() == 1);
        assertThat(places).isEmpty();
    }

    @Test
    void noRecordHasMorePlacesThanAReaderCanCount() {
        classes()
                .that(describe("are records", JavaClass::isRecord))
                .and(describe(
                        "are not the import's, which is being rebuilt",
                        c -> !c.getSimpleName().equals("ImportReport")))
                .should(new ArchCondition<>("have at most 12 components") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        long places = item.getFields().stream()
                                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                                .count();
                        events.add(new SimpleConditionEvent(
                                item, places <= 12, item.getName() + " has " + places + " components"));
                    }
                })
                .check(HOUSE);
    }

    @Test
    void javaFxStaysInViewsAppAndUi() {
        noClasses()
                .that(describe(
                        "are no views",
                        c -> !outermost(c).contains("View")
                                && !Set.of("app", "ui", "jobs").contains(room(c))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("javafx..")
                .check(HOUSE);
        noClasses()
                .that(describe(
                        "are view models, or works, which a view shows too",
                        c -> outermost(c).endsWith("ViewModel")
                                || room(c).equals("jobs") && !outermost(c).contains("View")))
                .should()
                .dependOnClassesThat(describe(
                        "are JavaFX beyond beans and collections",
                        c -> c.getPackageName().startsWith("javafx.")
                                && !c.getPackageName().startsWith("javafx.beans")
                                && !c.getPackageName().startsWith("javafx.collections")
                                && !c.getPackageName().startsWith("javafx.util")))
                .check(HOUSE);
    }

    @Test
    void libtorchStaysInTheEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "sam.torch..",
                        "sam.engine..",
                        "sam.training..",
                        "sam.proof..",
                        "sam.worker..",
                        "sam.model.tokens..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(HOUSE);
    }

    /// The command line runs an engine's verb in its own process; the window asks workers.
    @Test
    void theWindowReachesNoEngine() {
        noClasses()
                .that()
                .resideInAPackage("sam.app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "sam.torch..",
                        "sam.engine..",
                        "sam.decode..",
                        "sam.training..",
                        "sam.proof..",
                        "sam.convert..",
                        "sam.adapters..",
                        "sam.worker..",
                        "sam.model.tokens..",
                        "ai.djl..")
                .check(HOUSE);
    }

    @Test
    void onlyUiReachesTheJavaFxThread() {
        noClasses()
                .that()
                .resideOutsideOfPackage("sam.ui..")
                .should()
                .callMethod("javafx.application.Platform", "runLater", "java.lang.Runnable")
                .check(HOUSE);
    }

    @Test
    void noFeatureKnowsAnothersViewOrViewModel() {
        for (var feature : Rooms.ALL.keySet()) {
            if (feature.equals("ui")) {
                continue;
            }
            noClasses()
                    .that()
                    .resideOutsideOfPackages("sam." + feature + "..", "sam.app..")
                    .should()
                    .dependOnClassesThat(describe(
                            "are views of " + feature,
                            c -> room(c).equals(feature) && outermost(c).matches(".*View(Model)?")))
                    .check(HOUSE);
        }
    }

    @Test
    void timeComesThroughAClock() {
        noClasses()
                .should()
                .callMethod("java.time.Instant", "now")
                .orShould()
                .callMethod("java.lang.System", "currentTimeMillis")
                .orShould()
                .callMethod("java.time.LocalDateTime", "now")
                .orShould()
                .callMethod("java.time.LocalDate", "now")
                .orShould()
                .callMethod("java.time.ZonedDateTime", "now")
                .check(HOUSE);
    }

    /// Otherwise names, paths and SQL are written with the digits and capitals of the machine's language.
    @Test
    void machineTextIsWrittenInNoLanguage() {
        noClasses()
                .should()
                .callMethod(String.class, "formatted", Object[].class)
                .orShould()
                .callMethod(String.class, "format", String.class, Object[].class)
                .orShould()
                .callMethodWhere(JavaCall.Predicates.target(describe(
                        "prints in the machine's language",
                        target -> Set.of("printf", "format").contains(target.getName())
                                && (target.getOwner().isAssignableTo(PrintStream.class)
                                        || target.getOwner().isAssignableTo(PrintWriter.class))
                                && target.getRawParameterTypes().getFirst().isEquivalentTo(String.class))))
                .orShould()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .orShould()
                .callMethod(DateTimeFormatter.class, "ofPattern", String.class)
                .orShould()
                .callMethodWhere(JavaCall.Predicates.target(describe(
                        "is a format of the machine's language",
                        target -> target.getOwner().isEquivalentTo(NumberFormat.class)
                                && target.getName().startsWith("get")
                                && target.getName().endsWith("Instance")
                                && target.getRawParameterTypes().isEmpty())))
                .orShould()
                .callConstructor(DecimalFormat.class, String.class)
                .orShould()
                .callConstructor(SimpleDateFormat.class, String.class)
                .orShould()
                .callConstructor(MessageFormat.class, String.class)
                .orShould()
                .callMethod(MessageFormat.class, "format", String.class, Object[].class)
                .orShould()
                .callConstructor(Formatter.class)
                .orShould()
                .callConstructor(Formatter.class, Appendable.class)
                .check(HOUSE);
    }

    /// JavaFX throws where it has to wrap a text that runs from right to left; `Parts.wrapped` knows.
    @Test
    void onlyUiWrapsLabels() throws IOException {
        var own = new ArrayList<String>();
        try (var files = Files.walk(Path.of("src/main/java/sam"))) {
            for (var file : files.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.startsWith("src/main/java/sam/ui"))
                    .toList()) {
                if (Files.readString(file).contains("setWrapText(true)")) {
                    own.add(file.toString());
                }
            }
        }
        assertThat(own).isEmpty();
    }

    @Test
    void nothingUsesJavaSerialization() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.Object(Input|Output)Stream")
                .check(HOUSE);
    }

    @Test
    void noFilePasses400Lines() throws IOException {
        var tooLong = new ArrayList<String>();
        for (var file : javaFiles()) {
            long lines = Files.readAllLines(file).size();
            if (lines > 400) {
                tooLong.add(file + " " + lines);
            }
        }
        assertThat(tooLong).as("a file of 400 lines holds two ideas").isEmpty();
    }

    @Test
    void everyPublicTypeSaysWhatItIsFor() throws IOException {
        var silent = new ArrayList<Path>();
        for (var file : javaFiles()) {
            var text = Files.readString(file);
            boolean isPublic = text.lines()
                    .anyMatch(line -> line.matches("public (final |sealed |abstract |non-sealed"
                            + " )*(class|record|interface|enum|@interface) .*"));
            if (isPublic && file.startsWith("src/main") && !text.contains("///")) {
                silent.add(file);
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void theTopLevelHoldsOnlyWhatTheDesignNames() throws IOException {
        var allowed = Set.of("pom.xml", "src", "assets", "packaging", "README.md", "CHANGELOG.md", "target");
        try (var entries = Files.list(Path.of("."))) {
            assertThat(entries.map(entry -> entry.getFileName().toString())
                            .filter(name -> !name.startsWith(".") && !allowed.contains(name)))
                    .isEmpty();
        }
    }

    private static List<Path> javaFiles() throws IOException {
        try (var files = Files.walk(Path.of("src"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    /// The package below `sam`, sub-rooms with their dot.
    private static String room(JavaClass c) {
        var name = c.getPackageName();
        return name.startsWith("sam.") ? name.substring("sam.".length()) : "";
    }

    private static String outermost(JavaClass c) {
        var name = c.getName().substring(c.getName().lastIndexOf('.') + 1);
        int dollar = name.indexOf('$');
        return dollar < 0 ? name : name.substring(0, dollar);
    }
}
