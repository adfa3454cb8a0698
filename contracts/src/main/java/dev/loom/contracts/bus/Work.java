package dev.loom.contracts.bus;

import dev.loom.contracts.id.WorkId;

/// A question that takes a while and can be told to stop with [Bus#stop].
public interface Work {
  /// The name under which it can be stopped.
  WorkId work();
}
