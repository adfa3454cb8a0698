package dev.loom.api.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelProviderTest {
  private record Fixed(String name, boolean isHealthy) implements ModelProvider {
    @Override
    public String model() {
      return "m";
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
    public ModelResponse complete(ModelRequest request, ModelListener listener) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void healthProblemFollowsTheHealthByDefault() throws Exception {
    assertEquals(Optional.empty(), new Fixed("a", true).checkHealth());
    assertEquals(
        Optional.of("The endpoint does not respond."), new Fixed("a", false).checkHealth());
  }

  @Test
  void providersHaveARateLimitOfTheirOwnByDefault() {
    assertEquals("a", new Fixed("a", true).rateLimitKey());
    assertEquals("b", new Fixed("b", true).rateLimitKey());
  }
}
