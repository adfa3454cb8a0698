package dev.loom.engine.zoo;

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

/// All lives behind one endpoint: each question goes to the one whose name it bears.
record Herd(Map<String, Life> lives) implements ModelProvider {
  private static final Pattern NAME = Pattern.compile("zoo-\\d+");

  Herd() {
    this(new ConcurrentHashMap<>());
  }

  void add(Life life) {
    lives.put(life.id, life);
  }

  @Override
  public String name() {
    return "herd";
  }

  @Override
  public String model() {
    return "herd";
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
    var name = NAME.matcher(request.messages().get(1).text());
    if (!name.find() || !lives.containsKey(name.group())) {
      throw new IllegalStateException("a question that bears no name: " + request.messages());
    }
    return lives.get(name.group()).answer(request, listener);
  }

  @Override
  public boolean isHealthy() {
    return true;
  }
}
