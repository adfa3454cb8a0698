package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.journal.Checkpoint;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class StateJsonTest {
  private static final long SEEDS = Long.getLong("simulation.checkpoint.seeds", 300);

  @Test
  void everyStateOfASimulatedTaskIsReadBackFromItsCheckpoint() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      var simulation = new Simulation(seed);
      simulation.run();
      var state = TaskState.NONE;
      for (var event : simulation.journal()) {
        state = TaskReducer.reduce(state, event.event(), event.at());
        var checkpoint = StateJson.write(state);
        var read = StateJson.read(checkpoint).orElseThrow();
        assertEquals(state, read, "seed " + seed);
        // Compares the order of subtasks too.
        assertEquals(checkpoint, StateJson.write(read), "seed " + seed);
      }
    }
  }

  @Test
  void checkpointAndTheEventsAfterItGiveTheStateOfAllEvents() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      var simulation = new Simulation(seed);
      simulation.run();
      var journal = simulation.journal();
      var folded = TaskReducer.replay(journal);
      int cut = 1 + new Random(seed).nextInt(journal.size());
      var checkpoint = StateJson.write(TaskReducer.replay(journal.subList(0, cut)));
      assertEquals(cut, checkpoint.seq());
      var continued =
          TaskReducer.replay(
              StateJson.read(checkpoint).orElseThrow(), journal.subList(cut, journal.size()));
      assertEquals(folded, continued, "seed " + seed);
    }
  }

  private static Optional<TaskState> read(long seq, int version, String state) {
    return StateJson.read(new Checkpoint(seq, version, state));
  }

  @Test
  void checkpointThatThisBuildDidNotWriteIsNotRead() {
    var state = TaskStates.submitted("goal");
    var written = StateJson.write(state);
    assertEquals(Optional.of(state), StateJson.read(written));
    var json = written.state();
    assertEquals(Optional.empty(), read(written.seq(), StateJson.VERSION + 1, json));
    assertEquals(Optional.empty(), read(written.seq() + 1, StateJson.VERSION, json));
    assertEquals(Optional.empty(), read(written.seq(), StateJson.VERSION, "{"));
    assertEquals(
        Optional.empty(),
        read(written.seq(), StateJson.VERSION, json.replace("\"timeline\"", "\"line\"")));
    assertEquals(
        Optional.empty(),
        read(written.seq(), StateJson.VERSION, json.replaceFirst("\\{", "{\"added\":1,")));
  }
}
