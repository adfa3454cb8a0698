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

/// Checks durability across `kill -9`. `-Dcampaign.kills=200` runs a long campaign,
/// `-Dcampaign.minutes=30` limits its time, `-Dcampaign.seed` repeats one, as far as two concurrent
/// processes are repeatable.
class KillCampaignIT {
  private static final int KILLS = Integer.getInteger("campaign.kills", 6);
  private static final Duration TIME =
      Duration.ofMinutes(Integer.getInteger("campaign.minutes", 100));
  private static final long SEED = Long.getLong("campaign.seed", System.nanoTime());
  private static final Duration FINAL_RUN_TIMEOUT = Duration.ofMinutes(5);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path run;

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void noKillLosesAnAcceptedTaskOrRunsACompletedStepAgain() throws Exception {
    System.out.println(
        "campaign.seed="
            + SEED
            + " campaign.kills="
            + KILLS
            + " campaign.minutes="
            + TIME.toMinutes());
    var home = run.resolve("home");
    try (var model = ScriptedModelServer.start(new CampaignModelScript(SEED))) {
      var loom =
          LoomLauncher.forHome(home, Files.createDirectory(run.resolve("cwd")))
              .withModel(model.baseUrl())
              .withClassArchive(run.resolve("classes.jsa"));
      var campaign = new KillCampaign(loom, run, SEED);
      campaign.begin();
      campaign.run(KILLS, TIME);
      campaign.finish(FINAL_RUN_TIMEOUT);

      var audit = campaign.audit();
      var ledger = campaign.ledger();
      System.out.println(campaign.report(audit, ledger.size()));
      assertEquals(List.of(), campaign.violations(audit, ledger));
      assertTrue(audit.stepsInDoubt() > 0 || campaign.kills() < 50, "no kill hit a tool call");
      var leftovers = new LeftoverProcesses(run, home);
      PollingDeadline.after(Duration.ofSeconds(30))
          .until("no process is left", () -> leftovers.find().isEmpty());
    }
  }
}
