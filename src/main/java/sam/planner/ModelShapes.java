package sam.planner;

import java.nio.file.Path;
import sam.memory.ModelShape;
import sam.model.Attention;
import sam.model.ModelDescription;
import sam.model.files.ModelException;

/// A model's shape, as the estimate needs it, from the one description of its files.
public final class ModelShapes {
    private ModelShapes() {}

    /// Says in a [PlannerException] why the model cannot be planned.
    public static ModelShape read(Path model) {
        try {
            return of(ModelDescription.read(model));
        } catch (ModelException e) {
            throw new PlannerException(String.valueOf(e.getMessage()), e);
        }
    }

    static ModelShape of(ModelDescription model) {
        var config = model.config();
        return new ModelShape(
                String.valueOf(model.path().toAbsolutePath().normalize().getFileName()),
                config.family(),
                config.hidden(),
                config.layers(),
                config.heads(),
                config.kvHeads(),
                config.headDim(),
                config.intermediate(),
                config.vocabulary(),
                config.tiedHead(),
                config.attention().qkvBias(),
                config.attention().norm() != Attention.QkNorm.NONE,
                model.weights().bytes(),
                model.weights().largestTensor());
    }
}
