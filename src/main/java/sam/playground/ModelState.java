package sam.playground;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sam.project.PhaseStack;
import sam.project.Project;
import sam.ui.Texts;

/// One state of SAM: the base, or the stack up to a phase. `adapters` bottom first.
public record ModelState(int phase, String name, List<String> adapters) {
    public ModelState {
        adapters = List.copyOf(adapters);
    }

    /// The base and every phase up to the first that is not trained.
    public static List<ModelState> of(Project project) {
        var stages = new ArrayList<ModelState>();
        stages.add(new ModelState(0, Texts.of("try.base"), List.of()));
        var stack = PhaseStack.of(project);
        for (var layer : stack.layers()) {
            stages.add(new ModelState(
                    layer.phase(),
                    Texts.of("try.stage", layer.phase(), layer.name()),
                    stack.upTo(layer).adapters()));
        }
        return stages;
    }

    /// What an answer of this state depends on: the weights of its layers.
    List<Path> weights() {
        return adapters.stream()
                .map(adapter -> Path.of(adapter).resolve("adapter_model.safetensors"))
                .filter(Files::exists)
                .toList();
    }
}
