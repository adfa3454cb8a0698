package dev.loom.bench;

import java.time.Duration;

/// Duration of the warm-up and of the measurement.
record MeasurementWindow(Duration warmup, Duration measured) {}
