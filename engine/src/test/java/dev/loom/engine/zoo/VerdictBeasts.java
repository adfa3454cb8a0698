package dev.loom.engine.zoo;

import static dev.loom.engine.zoo.Faults.verdicts;
import static dev.loom.engine.zoo.Faults.verdictsOnLies;

import dev.loom.api.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Verifiers that do not give a clear verdict, or the wrong one.
final class VerdictBeasts {
  private static final String YES = "{\"passed\":true,\"confidence\":0.9}";
  private static final String NO =
      "{\"passed\":false,\"confidence\":0.9,\"feedback\":\"That is not what was asked.\"}";

  private VerdictBeasts() {}

  static List<Beast> all() {
    var beasts = new ArrayList<Beast>();
    wrapped(beasts);
    unclear(beasts);
    votes(beasts);
    beasts.add(
        Beast.hopeless(
            "verifier that always says no",
            "not what was asked",
            life -> {
              life.verificationTier = 2;
              life.verifier = visit -> Visit.says(NO);
            }));
    beasts.add(
        Beast.unprovable(
            "verifier that cannot be reached",
            life -> {
              life.verificationTier = 2;
              life.verifier =
                  visit -> {
                    throw ModelException.permanent("There is nobody here.");
                  };
            }));
    beasts.add(
        Beast.unprovable(
            "liar whose verifier cannot be reached",
            life -> {
              verdictsOnLies(visit -> Visit.says("")).accept(life);
              life.verifier =
                  visit -> {
                    throw ModelException.permanent("There is nobody here.");
                  };
            }));
    return beasts;
  }

  /// The verdict itself is honest.
  private static void wrapped(List<Beast> beasts) {
    for (var frame :
        List.of(
            "Let me see. %s I hope that helps {you}.",
            "```json\n%s\n```",
            "<think>{\"passed\": hm}</think>%s",
            "{\"thoughts\":\"none\"} %s")) {
      var name = "verdict like " + frame.formatted("…").replace("\n", " ");
      beasts.add(
          Beast.recoverable(
              name, verdicts(v -> Visit.says(frame.formatted(v.honestVerdict().text())))));
      beasts.add(
          Beast.hopeless(
              name + " on a liar",
              "do not hold",
              verdictsOnLies(v -> Visit.says(frame.formatted(v.honestVerdict().text())))));
    }
    beasts.add(
        Beast.recoverable(
            "verdict with issues although it passed",
            verdicts(
                v -> Visit.says("{\"passed\":true,\"confidence\":0.9,\"issues\":[\"a comma\"]}"))));
  }

  private static void unclear(List<Beast> beasts) {
    for (var text :
        List.of(
            "{\"passed\":true,\"confidence\":0.0}",
            YES + "\nNo, wait:\n" + NO,
            NO + "\nOn second thought:\n" + YES,
            "{\"passed\":true,\"passed\":false}",
            "{\"passed\":\"yes\"}",
            "{\"passed\":1}",
            "{\"verdict\":" + YES + "}",
            "[" + YES + "," + NO + "]",
            "Looks good to me, ship it.",
            "",
            YES.substring(0, 12))) {
      beasts.add(
          Beast.recoverable("unclear verdict: " + shown(text), verdicts(v -> Visit.says(text))));
      beasts.add(
          Beast.unprovable(
              "unclear verdict on a liar: " + shown(text), verdictsOnLies(v -> Visit.says(text))));
    }
  }

  private static String shown(String text) {
    return text.isEmpty() ? "(nothing)" : text.replace("\n", " ");
  }

  private static void votes(List<Beast> beasts) {
    beasts.add(
        Beast.recoverable(
            "two votes for, one against",
            life -> {
              life.verificationTier = 3;
              life.verifier = visit -> Visit.says(visit.number() % 3 == 1 ? NO : YES);
            }));
    beasts.add(
        Beast.hopeless(
            "one vote for a liar, two against",
            "not what was asked",
            life -> {
              verdictsOnLies(visit -> Visit.says(visit.number() % 3 == 1 ? YES : NO)).accept(life);
              life.verificationTier = 3;
            }));
    beasts.add(
        Beast.unprovable(
            "one vote for a liar, two that are none",
            life -> {
              var votes = new AtomicInteger();
              verdictsOnLies(
                      visit -> Visit.says(votes.getAndIncrement() == 0 ? YES : "I don't know."))
                  .accept(life);
              life.verificationTier = 3;
            }));
  }
}
