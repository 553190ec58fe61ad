package sam.planner;

import java.util.concurrent.Callable;

/// Measures the machine; takes about ten seconds.
public interface Calibrator extends Callable<Calibration> {}
