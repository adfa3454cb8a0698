package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A plug-in model whose responses a test scripts.
record ScriptedModel(
    String name, int tier, Set<ModelRole> roles, AtomicInteger calls, Script script)
    implements ModelProvider {
  @FunctionalInterface
  interface Script {
    String respond(int call) throws ModelException, InterruptedException;
  }

  ScriptedModel(String name, Script script) {
    this(name, 1, Set.of(ModelRole.EXECUTOR), new AtomicInteger(), script);
  }

  @Override
  public String model() {
    return "scripted";
  }

  @Override
  public ModelResponse complete(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException {
    var text = script.respond(calls.incrementAndGet());
    listener.onDelta(new ModelListener.ReasoningDelta("hm"));
    listener.onDelta(new ModelListener.TextDelta(text));
    return new ModelResponse(
        text, "", List.of(), new TokenUsage(5, 2), "scripted", ModelResponse.StopReason.DONE);
  }

  @Override
  public boolean isHealthy() throws InterruptedException {
    if (name.equals("hanging")) {
      Thread.sleep(60_000);
    }
    return !name.equals("unhealthy");
  }
}
