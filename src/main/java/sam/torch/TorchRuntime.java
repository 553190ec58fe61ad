package sam.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import org.jspecify.annotations.Nullable;
import sam.processes.NativeFolders;

/// libtorch, started once a process: the one place that names the engine, its device and its threads.
///
/// Only worker processes load this class. The environment should hold `OMP_WAIT_POLICY=PASSIVE`: spinning OpenMP
/// threads cost a factor of four as soon as another process wants a core.
public final class TorchRuntime {
    private static final String ENGINE = "PyTorch";
    private static final Device DEVICE = Device.cpu();
    private static @Nullable TorchRuntime running;
    private static final ThreadLocal<Boolean> READY = ThreadLocal.withInitial(() -> false);

    private final int threads;

    private TorchRuntime(int threads) {
        this.threads = threads;
    }

    /// Starts libtorch with as many threads as the machine has cores (or the property `sam.threads` says), or answers
    /// the one that runs.
    public static synchronized TorchRuntime start() {
        if (running == null) {
            running = load();
        }
        return running;
    }

    /// How many threads libtorch computes with.
    public int threads() {
        return threads;
    }

    /// How the device is called in reports.
    public String device() {
        return DEVICE.getDeviceType();
    }

    /// The version of the engine, as checkpoints record it.
    public String version() {
        return Engine.getEngine(ENGINE).getVersion();
    }

    /// A new owner of tensors, for as long as a model lives; close it to free them.
    public Scope open() {
        prepareThread();
        return new Scope(NDManager.newBaseManager(DEVICE, ENGINE));
    }

    /// Seeds what kernels draw at random: one seed a call makes every call repeatable by itself.
    public static void seed(long seed) {
        JniUtils.setSeed(seed);
    }

    /// Gradients off and no graph optimiser: both are settings of a thread, and new threads start with both on.
    static void prepareThread() {
        if (!READY.get()) {
            JniUtils.setGradMode(false);
            JniUtils.setGraphExecutorOptimize(false);
            READY.set(true);
        }
    }

    private static TorchRuntime load() {
        NativeFolders.engine();
        preset("DJL_OFFLINE", "true");
        preset("OPT_OUT_TRACKING", "true");
        preset("ai.djl.offline", "true");
        int threads = Integer.getInteger("sam.threads", Runtime.getRuntime().availableProcessors());
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        Engine.getEngine(ENGINE);
        prepareThread();
        if (JniUtils.getNumThreads() != threads) {
            JniUtils.setNumThreads(threads);
        }
        return new TorchRuntime(threads);
    }

    private static void preset(String name, String value) {
        if (System.getenv(name) == null && System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
