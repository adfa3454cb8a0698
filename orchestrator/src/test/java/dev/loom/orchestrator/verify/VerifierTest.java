package dev.loom.orchestrator.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelRole;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.task.Verdict.Outcome;
import dev.loom.orchestrator.FakeServices;
import dev.loom.orchestrator.core.TaskStates;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class VerifierTest {
  private static final String CRITERIA = ",\"acceptance_criteria\":\"it is done\"";
  private static final String PASS = "{\"passed\":true,\"confidence\":0.9}";

  private final FakeServices services = new FakeServices();
  private VerificationConfig config = VerificationConfig.defaults();

  @AfterEach
  void close() {
    services.close();
  }

  private Verifier.VerificationResult verify(String fields) throws InterruptedException {
    var state = TaskStates.answered(fields, "done");
    return new Verifier(services.bus, config, Map.of())
        .verify(
            TaskId.random(),
            state,
            state.subtask(new SubtaskId("s1")).orElseThrow(),
            new StepId("s1.1.1"),
            Optional.empty());
  }

  private Verdict verdict(String fields) throws InterruptedException {
    return verify(fields).verdict();
  }

  @Test
  void anAnswerWithoutEvidenceIsUnverified() throws Exception {
    assertEquals(Outcome.UNVERIFIED, verdict("").outcome());
    assertEquals(0, services.modelCalls.size());
  }

  @Test
  void aMissingDeliverableFailsWithoutAModel() throws Exception {
    var verdict = verdict(",\"verification_tier\":2,\"deliverables\":[\"a.md\"]");
    assertEquals(Outcome.FAILED, verdict.outcome());
    assertEquals("file a.md: it does not exist", verdict.feedback());
    assertEquals(0, services.modelCalls.size());
  }

  @Test
  void criteriaWithoutEvidenceAreVerifiedByAModelInEveryTier() throws Exception {
    var result = verify(CRITERIA);
    assertEquals(Outcome.VERIFIED, result.verdict().outcome());
    assertEquals(2, result.verdict().tier());
    assertEquals(15, result.usage().totalTokens());
    assertEquals(ModelRole.VERIFIER, services.modelCalls.getFirst().request().role());
  }

  @Test
  void withoutTier2CriteriaStayUnverified() throws Exception {
    config = new VerificationConfig(true, false, false, 3);
    assertEquals(Outcome.UNVERIFIED, verdict(CRITERIA).outcome());
    assertEquals(0, services.modelCalls.size());
  }

  @Test
  void anUnusableVerdictIsRequestedOnceMoreAndThenFails() throws Exception {
    services.onModelCall(call -> FakeServices.completion("looks good"));
    var result = verify(CRITERIA);
    assertEquals(Outcome.FAILED, result.verdict().outcome());
    assertEquals(2, services.modelCalls.size());
    assertEquals(30, result.usage().totalTokens());
  }

  @Test
  void anUnavailableVerifierFailsTheResult() throws Exception {
    services.onModelCall(
        call -> {
          throw ServiceException.overloaded("no capacity");
        });
    var verdict = verdict(CRITERIA);
    assertEquals(Outcome.FAILED, verdict.outcome());
    assertTrue(verdict.feedback().contains("no capacity"), verdict.feedback());
  }

  @Test
  void aCancelledCallCancelsTheVerification() {
    services.onModelCall(
        call -> {
          throw ServiceException.cancelled();
        });
    assertThrows(ServiceException.class, () -> verify(CRITERIA));
  }

  @Test
  void anOutageOfTheVerifiersIsNoVerdict() {
    services.onModelCall(
        call -> {
          throw ServiceException.modelUnavailable("v: away");
        });
    var failure = assertThrows(ServiceException.class, () -> verify(CRITERIA));
    assertEquals(ServiceException.modelUnavailable("v: away").error(), failure.error());
  }

  @Test
  void tier3CountsTheVotesOfSeveralCalls() throws Exception {
    config = new VerificationConfig(true, true, true, 3);
    var votes = new AtomicInteger();
    services.onModelCall(
        call ->
            FakeServices.completion(
                votes.incrementAndGet() == 1 ? PASS.replace("true", "false") : PASS));
    var verdict = verdict(CRITERIA + ",\"verification_tier\":3");
    assertEquals(Outcome.VERIFIED, verdict.outcome());
    assertEquals(3, verdict.tier());
    assertEquals(3, services.modelCalls.size());
  }
}
