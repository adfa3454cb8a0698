package dev.loom.engine.faults;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Routes each request to the scenario whose id is in the prompt.
record FaultyModelProvider(Map<String, FaultScenario> scenarios) implements ModelProvider {
  private static final Pattern SCENARIO_ID = Pattern.compile("scenario-\\d+");

  FaultyModelProvider() {
    this(new ConcurrentHashMap<>());
  }

  void add(FaultScenario scenario) {
    scenarios.put(scenario.id, scenario);
  }

  @Override
  public String name() {
    return "faulty";
  }

  @Override
  public String model() {
    return "faulty";
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
  public ModelResponse complete(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException {
    var name = SCENARIO_ID.matcher(request.messages().get(1).text());
    if (!name.find() || !scenarios.containsKey(name.group())) {
      throw new IllegalStateException("a prompt without a scenario: " + request.messages());
    }
    return scenarios.get(name.group()).respond(request, listener);
  }

  @Override
  public boolean isHealthy() {
    return true;
  }
}
