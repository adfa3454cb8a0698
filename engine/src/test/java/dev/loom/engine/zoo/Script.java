package dev.loom.engine.zoo;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;

/// How a model answers in one role.
@FunctionalInterface
interface Script {
  ModelResponse answer(Visit visit) throws ModelException, InterruptedException;
}
