package sam.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.convert.FamilyCopy;
import sam.convert.RandomModel;
import sam.model.ModelDescription;
import sam.model.gguf.GgufType;

/// The window and the planner tell a GGUF file's shape from its header.
class GgufShapesTest {
    @TempDir
    Path folder;

    @Test
    void aFileHasTheShapeItWasMadeWith() throws IOException {
        var file = folder.resolve("small.gguf");
        RandomModel.write(new RandomModel.Shape(64, 2, 4, 2, 16, 96, 300, false), GgufType.Q4_0, 1, file, false);
        var shape = ModelShapes.read(file);
        assertThat(shape.hidden()).isEqualTo(64);
        assertThat(shape.layers()).isEqualTo(2);
        assertThat(shape.heads()).isEqualTo(4);
        assertThat(shape.keyValueHeads()).isEqualTo(2);
        assertThat(shape.headWidth()).isEqualTo(16);
        assertThat(shape.intermediate()).isEqualTo(96);
        assertThat(shape.vocabulary()).isEqualTo(300);
        assertThat(shape.tied()).isFalse();
        assertThat(shape.largestTensorBytes()).isEqualTo(300 * 64 / 32 * 18);
        assertThat(shape.fileBytes()).isLessThan(Files.size(file)).isGreaterThan(shape.largestTensorBytes() * 2);

        assertThat(ModelDescription.read(file).template()).isTrue();
    }

    @Test
    void aFileHasTheShapeOfItsFolder() throws IOException {
        for (var model : List.of(
                FamilyCopy.gemma3(8, folder.resolve("gemma3")),
                FamilyCopy.spelling("phi3", folder.resolve("phi3")),
                FamilyCopy.spelling("qwen3", folder.resolve("qwen3")))) {
            var file = FamilyCopy.gguf(model);
            assertThat(ModelDescription.read(file).config().linears())
                    .isEqualTo(ModelDescription.read(model).config().linears());
            assertThat(ModelShapes.read(file))
                    .usingRecursiveComparison()
                    .ignoringFields("name", "weights")
                    .isEqualTo(ModelShapes.read(model));
        }
    }

    @Test
    void aFileThatIsNoModelIsRefusedInASentence() throws IOException {
        var file = folder.resolve("notes.gguf");
        Files.writeString(file, "These are notes and no model at all.");
        assertThatThrownBy(() -> ModelShapes.read(file))
                .isInstanceOf(PlannerException.class)
                .hasMessageContaining("does not begin with GGUF");
    }
}
