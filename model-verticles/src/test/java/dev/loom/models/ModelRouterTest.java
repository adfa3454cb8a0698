package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelRole;
import dev.loom.contracts.error.ServiceException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelRouterTest {
  private record Model(String alias, int tier, Set<ModelRole> roles, double load)
      implements ModelRouter.RoutableModel {}

  private static Model model(String alias, int tier, ModelRole... roles) {
    return new Model(alias, tier, Set.of(roles), 0);
  }

  private static List<String> route(ModelRole role, int tier, Model... models) {
    return route(role, tier, Set.of(), models);
  }

  private static List<String> route(
      ModelRole role, int tier, Set<String> avoided, Model... models) {
    return new ModelRouter<>(List.of(models))
        .select(role, tier, avoided).stream().map(Model::alias).toList();
  }

  private static final Model SMALL = model("small", 1, ModelRole.EXECUTOR);
  private static final Model MIDDLE = model("middle", 2, ModelRole.EXECUTOR, ModelRole.PLANNER);
  private static final Model LARGE = model("large", 3, ModelRole.EXECUTOR);

  @Test
  void tiersAreOrderedSufficientAscendingThenLowerDescending() {
    assertEquals(
        List.of("small", "middle", "large"), route(ModelRole.EXECUTOR, 1, LARGE, SMALL, MIDDLE));
    assertEquals(
        List.of("middle", "large", "small"), route(ModelRole.EXECUTOR, 2, LARGE, SMALL, MIDDLE));
    assertEquals(
        List.of("large", "middle", "small"), route(ModelRole.EXECUTOR, 3, SMALL, MIDDLE, LARGE));
    assertEquals(List.of("middle", "small"), route(ModelRole.EXECUTOR, 3, SMALL, MIDDLE));
  }

  @Test
  void aModelWithoutTheRoleIsNotSelectedIfAnotherHasIt() {
    assertEquals(List.of("middle"), route(ModelRole.PLANNER, 3, SMALL, MIDDLE, LARGE));
  }

  @Test
  void theMostCapableExecutorPlansAndVerifiesWhenNoOtherModelDoes() {
    assertEquals(List.of("large", "small"), route(ModelRole.PLANNER, 1, SMALL, LARGE));
    assertEquals(List.of("small"), route(ModelRole.VERIFIER, 2, SMALL));
  }

  @Test
  void anExecutorIsNeverReplaced() {
    var planner = model("p", 3, ModelRole.PLANNER);
    var failure = assertThrows(ServiceException.class, () -> route(ModelRole.EXECUTOR, 1, planner));
    assertTrue(failure.getMessage().startsWith("No model configured for role: executor"));
    assertFalse(failure.error().retryable());
  }

  @Test
  void avoidedModelsComeLastInTheUsualOrder() {
    assertEquals(
        List.of("middle", "large", "small"),
        route(ModelRole.EXECUTOR, 1, Set.of("small"), LARGE, SMALL, MIDDLE));
    assertEquals(
        List.of("large", "small", "middle"),
        route(ModelRole.EXECUTOR, 1, Set.of("middle", "small", "unknown"), LARGE, SMALL, MIDDLE));
    assertEquals(
        List.of("small", "large"),
        route(ModelRole.PLANNER, 1, Set.of("large"), SMALL, LARGE),
        "also where executors stand in for a planner");
  }

  @Test
  void anAvoidedModelIsStillUsedWhenNoOtherIsLeft() {
    assertEquals(List.of("small"), route(ModelRole.EXECUTOR, 1, Set.of("small"), SMALL));
  }

  private static Model busy(String alias, int tier, double load) {
    return new Model(alias, tier, Set.of(ModelRole.EXECUTOR), load);
  }

  @Test
  void withinATierTheLeastLoadedModelComesFirst() {
    assertEquals(
        List.of("idle", "half", "full", "large"),
        route(
            ModelRole.EXECUTOR,
            1,
            busy("full", 1, 1),
            busy("half", 1, 0.5),
            busy("idle", 1, 0),
            busy("large", 2, 0)));
    assertEquals(
        List.of("a", "b"), route(ModelRole.EXECUTOR, 1, busy("a", 1, 0.25), busy("b", 1, 0.25)));
    assertEquals(
        List.of("full", "idle"),
        route(ModelRole.EXECUTOR, 1, Set.of("idle"), busy("idle", 1, 0), busy("full", 1, 1)),
        "an avoided model stays last even if it is idle");
  }
}
