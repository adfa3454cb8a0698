package dev.loom.engine;

import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Responds with a script.
record ScriptedModel(Function<ModelRequest, ModelResponse> script) implements ModelProvider {
  /// Plans the given ids; each subtask makes one tool call and then reports completion.
  static ScriptedModel calling(Function<String, ToolCall> call, String... ids) {
    return new ScriptedModel(
        request ->
            switch (request.role()) {
              case PLANNER -> plan(ids);
              case VERIFIER -> says("{\"passed\":true,\"confidence\":0.9}");
              case EXTRACTOR -> says("[]");
              case EXECUTOR -> {
                var prompt = request.messages().get(1).text();
                var id = prompt.replaceAll("(?s).*## Subtask (\\S+).*", "$1");
                yield request.messages().size() > 2 ? says("did " + id) : says("", call.apply(id));
              }
            });
  }

  static ModelResponse says(String text, ToolCall... calls) {
    return new ModelResponse(
        text, "", List.of(calls), new TokenUsage(7, 3), "scripted", ModelResponse.StopReason.DONE);
  }

  static ModelResponse plan(String... ids) {
    var subtasks =
        Arrays.stream(ids).map(id -> "{\"id\":\"" + id + "\",\"description\":\"do " + id + "\"}");
    return says("{\"subtasks\":[" + String.join(",", subtasks.toList()) + "]}");
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public String model() {
    return "scripted";
  }

  @Override
  public int tier() {
    return 2;
  }

  @Override
  public Set<ModelRole> roles() {
    return EnumSet.of(ModelRole.PLANNER, ModelRole.EXECUTOR, ModelRole.VERIFIER);
  }

  @Override
  public ModelResponse complete(ModelRequest request, ModelListener listener) {
    return script.apply(request);
  }

  @Override
  public boolean isHealthy() {
    return true;
  }
}
