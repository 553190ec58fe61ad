package sam.protocol;

import java.io.IOException;
import java.nio.file.Files;
import sam.durable.AtomicFiles;
import sam.durable.Json;

/// Writes and reads `job.json`, the order of a run folder.
public final class Orders {
    private Orders() {}

    public static void write(RunFolder run, JobOrder order) throws IOException {
        Files.createDirectories(run.root());
        AtomicFiles.write(
                run.job(),
                Json.MAPPER
                        .writerFor(JobOrder.class)
                        .with(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsBytes(order));
    }

    public static JobOrder read(RunFolder run) throws IOException {
        return Json.MAPPER.readValue(Files.readAllBytes(run.job()), JobOrder.class);
    }
}
