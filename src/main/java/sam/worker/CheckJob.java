package sam.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sam.durable.Plain;
import sam.durable.ProcessMemory;
import sam.model.ModelFamily;
import sam.proof.Parity;
import sam.torch.TorchRuntime;
import sam.training.SelfCheck;

/// Asks this machine what a first long run would find out: does the engine start, are its gradients those that
/// transformers, PEFT and TRL recorded, is there room on the disk and in memory.
public final class CheckJob {
    private static final long ROOM = 2L << 30;
    private static final long MEMORY = 4L << 30;

    private CheckJob() {}

    /// One finding; `ok` false means that training here should wait until it is mended.
    public record Finding(String name, boolean ok, String text) {}

    public static List<Finding> run(Path parity, Path dataFolder) throws IOException {
        var findings = new ArrayList<Finding>();
        findings.add(engine());
        findings.add(gradients(parity));
        findings.add(architectures(parity.resolve("families")));
        findings.add(disk(dataFolder));
        findings.add(memory());
        return findings;
    }

    private static Finding engine() {
        long start = System.nanoTime();
        var runtime = TorchRuntime.start();
        return new Finding(
                "engine",
                true,
                Plain.text(
                        "libtorch %s on %s, %d threads, started in %.1f s, %s resident",
                        runtime.version(),
                        runtime.device(),
                        runtime.threads(),
                        (System.nanoTime() - start) / 1e9,
                        bytes(ProcessMemory.resident())));
    }

    private static Finding gradients(Path parity) throws IOException {
        var checks = Parity.check(parity.resolve("model"), parity);
        long off = checks.stream().filter(check -> !check.ok()).count();
        double worst = checks.stream()
                .filter(check -> check.name().contains(".grad."))
                .mapToDouble(Parity.Check::error)
                .max()
                .orElse(Double.NaN);
        return new Finding(
                "gradients",
                off == 0,
                off == 0
                        ? Plain.text(
                                "%d numbers agree with the recorded ones; largest gradient error %.1e of the largest"
                                        + " gradient",
                                checks.size(), worst)
                        : Plain.text(
                                "%d of %d numbers differ from the recorded ones. Do not train here; sam bench parity"
                                        + " shows which.",
                                off, checks.size()));
    }

    /// A small model of every architecture.
    private static Finding architectures(Path families) throws IOException {
        var off = new ArrayList<String>();
        double worst = SelfCheck.error();
        if (worst > SelfCheck.GRADIENT_LIMIT) {
            off.add("self-check");
        }
        int models = 0;
        try (var folders = Files.newDirectoryStream(families, Files::isDirectory)) {
            for (var folder : folders) {
                models++;
                for (var check : Parity.check(folder, folder)) {
                    worst = check.name().contains(".grad.") ? Math.max(worst, check.error()) : worst;
                    if (!check.ok() && !off.contains(folder.getFileName().toString())) {
                        off.add(folder.getFileName().toString());
                    }
                }
            }
        }
        return new Finding(
                "models",
                off.isEmpty(),
                off.isEmpty()
                        ? Plain.text(
                                "%d small models of %d architectures agree; largest gradient error %.1e",
                                models, ModelFamily.values().length, worst)
                        : Plain.text(
                                "%s differ from the recorded answers. Do not train here; sam bench parity shows where.",
                                String.join(", ", off)));
    }

    private static Finding disk(Path dataFolder) throws IOException {
        var place = dataFolder;
        while (!Files.exists(place)) {
            place = sam.durable.AtomicFiles.parent(place);
        }
        long free = Files.getFileStore(place).getUsableSpace();
        return new Finding(
                "disk",
                free >= ROOM,
                Plain.text("%s free at %s%s", bytes(free), place, free >= ROOM ? "" : "; make room for checkpoints"));
    }

    private static Finding memory() {
        var system = (com.sun.management.OperatingSystemMXBean)
                java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        long free = system.getFreeMemorySize();
        long total = system.getTotalMemorySize();
        return new Finding(
                "memory",
                total >= MEMORY,
                Plain.text(
                        "%s of %s unused%s",
                        bytes(free), bytes(total), total >= MEMORY ? "" : "; only very small models will train here"));
    }

    private static String bytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
