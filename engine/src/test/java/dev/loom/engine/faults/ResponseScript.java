package dev.loom.engine.faults;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;

/// How a model answers in one role.
@FunctionalInterface
interface ResponseScript {
  ModelResponse answer(ScenarioCall call) throws ModelException, InterruptedException;
}
