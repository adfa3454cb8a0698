package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The promise, tried with `kill -9`. `-Dcampaign.kills=200` makes it a long one, and
/// `-Dcampaign.seed` the same one again, as far as two processes can do the same again.
class KillCampaignIT {
  private static final int KILLS = Integer.getInteger("campaign.kills", 6);
  private static final long SEED = Long.getLong("campaign.seed", System.nanoTime());
  private static final Duration LAST_LIFE = Duration.ofMinutes(5);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path run;

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void noKillLosesAnAcceptedTaskOrRunsACompletedStepAgain() throws Exception {
    System.out.println("campaign.seed=" + SEED + " campaign.kills=" + KILLS);
    var home = run.resolve("home");
    try (var model = ScriptedModelServer.start(new CampaignScript(SEED))) {
      var loom =
          LoomCommand.on(home, Files.createDirectory(run.resolve("cwd")))
              .withModel(model.baseUrl())
              .keepingClasses(run.resolve("classes.jsa"));
      var campaign = new KillCampaign(loom, run, SEED);
      campaign.begin();
      campaign.fight(KILLS);
      campaign.finish(LAST_LIFE);

      var audit = new JournalAudit(campaign.database());
      var ledger = campaign.ledger();
      System.out.println(campaign.report(audit, ledger.size()));
      assertEquals(List.of(), audit.violations(campaign.accepted(), ledger));
      assertTrue(audit.stepsInDoubt() > 0 || KILLS < 5, "no kill hit a tool call");
      var leftovers = new Leftovers(run, home);
      Deadline.of(Duration.ofSeconds(30))
          .until("no process is left", () -> leftovers.find().isEmpty());
    }
  }
}
