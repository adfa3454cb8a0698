package dev.loom.bench;

import java.time.Duration;

/// How long something is done before and while it is measured.
record MeasurementWindow(Duration warmup, Duration measured) {}
