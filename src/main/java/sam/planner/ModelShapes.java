package sam.planner;

import java.nio.file.Path;
import sam.memory.ModelShape;
import sam.model.ModelDescription;
import sam.model.files.ModelException;

/// A model's shape, as the estimate needs it, from the one description of its files.
public final class ModelShapes {
    private ModelShapes() {}

    /// Says in a [PlannerException] why the model cannot be planned.
    public static ModelShape read(Path model) {
        try {
            var described = ModelDescription.read(model);
            var name = described.path().toAbsolutePath().normalize().getFileName();
            return ModelShape.of(String.valueOf(name), described.config(), described.weights());
        } catch (ModelException e) {
            throw new PlannerException(String.valueOf(e.getMessage()), e);
        }
    }
}
