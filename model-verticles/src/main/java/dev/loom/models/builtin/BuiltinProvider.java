package dev.loom.models.builtin;

import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import java.util.List;
import java.util.Set;

/// A model made of rules. It needs no network and never fails; what it cannot do it answers with a
/// text that begins with `BLOCKED: `.
public final class BuiltinProvider implements ModelProvider {
  private static final String MODEL = "built-in rules";
  private static final int TIER = 1;

  private final String alias;
  private final Set<ModelRole> roles;

  /// @param alias what it is called inside Loom
  /// @param roles what it may be asked to be
  public BuiltinProvider(String alias, Set<ModelRole> roles) {
    this.alias = alias;
    this.roles = Set.copyOf(roles);
  }

  @Override
  public String name() {
    return alias;
  }

  @Override
  public String model() {
    return MODEL;
  }

  @Override
  public int tier() {
    return TIER;
  }

  @Override
  public Set<ModelRole> roles() {
    return roles;
  }

  /// The rules read back what they did from the whole conversation.
  @Override
  public int promptTokensMax() {
    return Integer.MAX_VALUE;
  }

  @Override
  public boolean isHealthy() {
    return true;
  }

  @Override
  public ModelResponse complete(ModelRequest request, ModelListener listener) {
    return switch (request.role()) {
      case PLANNER -> say(plan(request), listener);
      case EXECUTOR -> execute(request, listener);
      case VERIFIER -> say(RuleVerifier.verdict(Assignment.of(request.messages())), listener);
      case EXTRACTOR -> say("[]", listener);
    };
  }

  private static String plan(ModelRequest request) {
    return PlanWriter.write(Recipe.of(Assignment.of(request.messages()).goal()));
  }

  private static ModelResponse execute(ModelRequest request, ModelListener listener) {
    try {
      return say(new RuleExecutor(request).answer(), listener);
    } catch (NeedsTools tools) {
      return response("", tools.calls());
    } catch (Blocked blocked) {
      return say("BLOCKED: " + blocked.getMessage(), listener);
    }
  }

  private static ModelResponse say(String text, ModelListener listener) {
    listener.onDelta(new ModelListener.TextDelta(text));
    return response(text, List.of());
  }

  private static ModelResponse response(String text, List<ToolCall> calls) {
    return new ModelResponse(text, "", calls, TokenUsage.NONE, MODEL, ModelResponse.StopReason.DONE);
  }
}
