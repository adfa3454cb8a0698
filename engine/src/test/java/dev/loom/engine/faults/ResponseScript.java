package dev.loom.engine.faults;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;

/// Responds in one role.
@FunctionalInterface
interface ResponseScript {
  ModelResponse respond(ScenarioCall call) throws ModelException, InterruptedException;
}
