package com.example;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Calls the first tool, then repeats its output.
public final class EchoModel implements ModelProvider {
  @Override
  public String name() {
    return "echo";
  }

  @Override
  public String model() {
    return "echo-1";
  }

  @Override
  public int tier() {
    return 1;
  }

  @Override
  public Set<ModelRole> roles() {
    return Set.of(ModelRole.EXECUTOR);
  }

  @Override
  public boolean isHealthy() {
    return true;
  }

  @Override
  public ModelResponse complete(ModelRequest request, ModelListener listener)
      throws ModelException {
    if (request.messages().getLast() instanceof Message.ToolOutput output) {
      listener.onDelta(new ModelListener.TextDelta(output.text()));
      return response(output.text() + " " + output.data() + " " + output.failed(), List.of());
    }
    var tool = request.tools().getFirst();
    return response("", List.of(new ToolCall("c1", tool.name(), Map.of("path", "a.txt"))));
  }

  private static ModelResponse response(String text, List<ToolCall> calls) {
    return new ModelResponse(
        text, "", calls, new TokenUsage(1, 1), "echo-1", ModelResponse.StopReason.DONE);
  }
}
