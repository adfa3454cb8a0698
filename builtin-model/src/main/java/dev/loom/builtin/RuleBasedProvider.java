package dev.loom.builtin;

import dev.loom.api.model.AbstractModelProvider;
import dev.loom.api.model.Assignment;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import java.util.List;
import java.util.Set;

/// A model provider that uses rules instead of a language model. Needs no network and throws no
/// [dev.loom.api.model.ModelException]; the response to a request beyond the rules starts with
/// `BLOCKED: `. Reads the assignment of a request; without one, the last message is the goal.
public final class RuleBasedProvider extends AbstractModelProvider {
  private static final String MODEL = "built-in rules";
  private static final int TIER = 1;

  /// @param alias the model's name inside Loom
  /// @param roles the roles it may be used in
  public RuleBasedProvider(String alias, Set<ModelRole> roles) {
    super(alias, MODEL, TIER, roles);
  }

  /// Unlimited, because the rules restore their state from the whole conversation.
  @Override
  public int promptTokensMax() {
    return Integer.MAX_VALUE;
  }

  @Override
  public ModelResponse complete(ModelRequest request, ModelListener listener) {
    if (request.role() == ModelRole.EXTRACTOR) {
      return respond("[]", listener);
    }
    return switch (request.assignment().orElseGet(() -> assignment(request))) {
      case Assignment.Plan plan -> respond(PlanWriter.write(RulePlan.parse(plan.goal())), listener);
      case Assignment.Execute execute -> execute(execute, request, listener);
      case Assignment.Verify verify -> respond(RuleVerifier.verify(verify), listener);
    };
  }

  private static Assignment assignment(ModelRequest request) {
    var none = List.<String>of();
    var text = request.messages().getLast().text().strip();
    return request.role() == ModelRole.PLANNER
        ? new Assignment.Plan(text, none, List.of())
        : new Assignment.Execute(text, "", text, "", none, List.of(), none, none);
  }

  private static ModelResponse execute(
      Assignment.Execute assignment, ModelRequest request, ModelListener listener) {
    try {
      return respond(new RuleExecutor(assignment, request).execute(), listener);
    } catch (ToolDriver.NeedsToolsException exception) {
      return response("", exception.calls());
    } catch (BlockedException exception) {
      return respond("BLOCKED: " + exception.getMessage(), listener);
    }
  }

  private static ModelResponse respond(String text, ModelListener listener) {
    listener.onDelta(new ModelListener.TextDelta(text));
    return response(text, List.of());
  }

  private static ModelResponse response(String text, List<ToolCall> calls) {
    return new ModelResponse(
        text, "", calls, TokenUsage.NONE, MODEL, ModelResponse.StopReason.DONE);
  }
}
