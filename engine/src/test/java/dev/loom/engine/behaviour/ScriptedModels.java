package dev.loom.engine.behaviour;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// Responds with the script of the goal in the prompt. A goal without a script is an error of the
/// test.
final class ScriptedModels implements ModelProvider {
  private static final Pattern GOAL = Pattern.compile("goal[a-z]{3}\\b");
  private static final Pattern SUBTASK = Pattern.compile("## Subtask (\\S+)");
  private static final int LETTERS = 26;

  private final Set<ModelRole> roles;
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> begun = new ConcurrentHashMap<>();

  ScriptedModels(Set<ModelRole> roles) {
    this.roles = Set.copyOf(roles);
  }

  /// Registers a script and returns its goal. Goal names have only letters, so that patterns
  /// learned from one goal do not match another.
  synchronized String goal(Script script) {
    int number = scripts.size();
    var name = new StringBuilder("goal");
    for (int power = LETTERS * LETTERS; power > 0; power /= LETTERS) {
      name.append((char) ('a' + number / power % LETTERS));
    }
    scripts.put(name.toString(), script);
    return name.toString();
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public String model() {
    return "scripted-1";
  }

  @Override
  public int tier() {
    return 2;
  }

  @Override
  public Set<ModelRole> roles() {
    return roles;
  }

  @Override
  public ModelResponse complete(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException {
    var prompt = request.messages().get(1).text();
    var goal = GOAL.matcher(prompt);
    if (!goal.find() || !scripts.containsKey(goal.group())) {
      throw ModelException.permanent("No script for: " + prompt);
    }
    var script = scripts.get(goal.group());
    var responder =
        switch (request.role()) {
          case PLANNER -> script.planner();
          case EXECUTOR -> script.executor();
          case VERIFIER -> script.verifier();
          case EXTRACTOR -> throw ModelException.permanent("No script for extractors.");
        };
    return responder.respond(turn(goal.group(), prompt, request));
  }

  private Turn turn(String goal, String prompt, ModelRequest request) {
    var subtask = SUBTASK.matcher(prompt);
    var id = subtask.find() ? subtask.group(1) : "";
    var turns =
        (int) request.messages().stream().filter(Message.Assistant.class::isInstance).count();
    var count = begun.computeIfAbsent(request.role() + goal + id, what -> new AtomicInteger());
    // A planner sees its rejected plan again; that counts as a new attempt.
    var isNew = turns == 0 || request.role() != ModelRole.EXECUTOR;
    return new Turn(goal, id, isNew ? count.incrementAndGet() : count.get(), turns + 1, request);
  }

  @Override
  public boolean isHealthy() {
    return true;
  }
}
