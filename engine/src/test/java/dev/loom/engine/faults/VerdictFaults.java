package dev.loom.engine.faults;

import static dev.loom.engine.faults.FaultInjection.verdicts;
import static dev.loom.engine.faults.FaultInjection.verdictsOnLies;

import dev.loom.api.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Verifiers with unclear or wrong verdicts.
final class VerdictFaults {
  private static final String YES = "{\"passed\":true,\"confidence\":0.9}";
  private static final String NO =
      "{\"passed\":false,\"confidence\":0.9,\"feedback\":\"That is not what was asked.\"}";

  private VerdictFaults() {}

  static List<FaultyModel> all() {
    var models = new ArrayList<FaultyModel>();
    wrapped(models);
    unclear(models);
    votes(models);
    models.add(
        FaultyModel.unrecoverable(
            "verifier that always rejects",
            "not what was asked",
            scenario -> {
              scenario.verificationTier = 2;
              scenario.verifier = call -> ScenarioCall.says(NO);
            }));
    models.add(
        FaultyModel.unverifiable(
            "unreachable verifier",
            scenario -> {
              scenario.verificationTier = 2;
              scenario.verifier =
                  call -> {
                    throw ModelException.permanent("The endpoint is unreachable.");
                  };
            }));
    models.add(
        FaultyModel.unverifiable(
            "false claim with an unreachable verifier",
            scenario -> {
              verdictsOnLies(call -> ScenarioCall.says("")).accept(scenario);
              scenario.verifier =
                  call -> {
                    throw ModelException.permanent("The endpoint is unreachable.");
                  };
            }));
    return models;
  }

  /// Correct verdicts in unusual formats.
  private static void wrapped(List<FaultyModel> models) {
    for (var frame :
        List.of(
            "Let me see. %s I hope that helps {you}.",
            "```json\n%s\n```",
            "<think>{\"passed\": hm}</think>%s",
            "{\"thoughts\":\"none\"} %s")) {
      var name = "verdict like " + frame.formatted("…").replace("\n", " ");
      models.add(
          FaultyModel.recoverable(
              name, verdicts(v -> ScenarioCall.says(frame.formatted(v.honestVerdict().text())))));
      models.add(
          FaultyModel.unrecoverable(
              name + " on a false claim",
              "do not hold",
              verdictsOnLies(v -> ScenarioCall.says(frame.formatted(v.honestVerdict().text())))));
    }
    models.add(
        FaultyModel.recoverable(
            "verdict with issues although it passed",
            verdicts(
                v ->
                    ScenarioCall.says(
                        "{\"passed\":true,\"confidence\":0.9,\"issues\":[\"a comma\"]}"))));
  }

  private static void unclear(List<FaultyModel> models) {
    for (var text :
        List.of(
            "{\"passed\":true,\"confidence\":0.0}",
            YES + "\nNo, wait:\n" + NO,
            NO + "\nOn second thought:\n" + YES,
            "{\"passed\":true,\"passed\":false}",
            "[" + YES + "," + NO + "]",
            "Looks good to me, ship it.",
            "",
            YES.substring(0, 12))) {
      models.add(
          FaultyModel.recoverable(
              "unclear verdict: " + shown(text), verdicts(v -> ScenarioCall.says(text))));
      models.add(
          FaultyModel.unverifiable(
              "unclear verdict on a false claim: " + shown(text),
              verdictsOnLies(v -> ScenarioCall.says(text))));
    }
  }

  private static String shown(String text) {
    return text.isEmpty() ? "(nothing)" : text.replace("\n", " ");
  }

  private static void votes(List<FaultyModel> models) {
    models.add(
        FaultyModel.recoverable(
            "two votes for, one against",
            scenario -> {
              scenario.verificationTier = 3;
              scenario.verifier = call -> ScenarioCall.says(call.number() % 3 == 1 ? NO : YES);
            }));
    models.add(
        FaultyModel.unrecoverable(
            "one vote for a false claim, two against",
            "not what was asked",
            scenario -> {
              verdictsOnLies(call -> ScenarioCall.says(call.number() % 3 == 1 ? YES : NO))
                  .accept(scenario);
              scenario.verificationTier = 3;
            }));
    models.add(
        FaultyModel.unverifiable(
            "one vote for a false claim, two unclear",
            scenario -> {
              var votes = new AtomicInteger();
              verdictsOnLies(
                      call ->
                          ScenarioCall.says(votes.getAndIncrement() == 0 ? YES : "I don't know."))
                  .accept(scenario);
              scenario.verificationTier = 3;
            }));
  }
}
