package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.StepResults.blocked;
import static io.smarteros.tenant.reconcile.service.StepResults.decision;
import static io.smarteros.tenant.reconcile.service.StepResults.next;
import static io.smarteros.tenant.testkit.FakeApplication.KEY;
import static io.smarteros.tenant.testkit.FakeApplication.SESSION_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.record.DatabaseRecord;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.VolumeRecord;
import io.smarteros.tenant.testkit.FakeApplication;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SecretsStepTest {
  private final FakeApplication application = new FakeApplication();
  private final ServiceUnderTest service = new ServiceUnderTest(application);

  @Test
  void a_new_service_gets_all_its_secrets_and_the_record_keeps_them() {
    Map<String, String> secrets = next(apply()).secrets();

    assertThat(secrets).containsOnlyKeys(KEY, SESSION_SECRET);
    assertThat(service.remembered().secrets()).isEqualTo(secrets);
  }

  @Test
  void what_is_there_is_not_made_again_and_nothing_is_written() {
    Map<String, String> secrets = next(apply()).secrets();
    int writes = service.record.writes();

    assertThat(next(apply()).secrets()).isEqualTo(secrets);

    assertThat(application.generated()).isEqualTo(2);
    assertThat(service.record.writes()).isEqualTo(writes);
  }

  @Test
  void a_secret_that_can_be_replaced_is_made_again_whatever_the_service_holds() {
    String key = next(apply()).secrets().get(KEY);
    makeVolume();
    service.forgetSecret(SESSION_SECRET);

    Map<String, String> secrets = next(apply()).secrets();

    assertThat(secrets).containsOnlyKeys(KEY, SESSION_SECRET).containsEntry(KEY, key);
  }

  @Test
  void a_lost_key_is_made_again_while_nothing_was_made_that_it_could_have_encrypted() {
    apply();
    service.changeRecord(
        known ->
            known
                .withVolume("data", new VolumeRecord("1Gi", Stage.PLANNED))
                .withDatabase(DatabaseRecord.plan("db:5432", "d", "incarnation-1")));
    service.forgetSecret(KEY);

    assertThat(next(apply()).secrets()).containsKey(KEY);
  }

  @Test
  void a_lost_key_of_a_service_with_a_volume_waits_for_a_person() {
    apply();
    makeVolume();
    service.forgetSecret(KEY);

    assertWaitsForAPerson(apply());
  }

  @Test
  void a_lost_key_of_a_service_with_a_database_waits_for_a_person() {
    apply();
    service.changeRecord(
        known -> known.withDatabase(DatabaseRecord.plan("db:5432", "d", "incarnation-1").made()));
    service.forgetSecret(KEY);

    assertWaitsForAPerson(apply());
  }

  private void assertWaitsForAPerson(StepResult<ServiceContext> result) {
    assertThat(blocked(result).reason()).isEqualTo(Reason.DATA_MISSING);
    assertThat(blocked(result).message())
        .startsWith("The encryption key of n8n is gone from the record");
    assertThat(decision(result).annotation()).isEqualTo(Names.ACCEPT_DATA_LOSS_ANNOTATION);
    assertThat(decision(result).value()).startsWith("n8n/key@");
    assertThat(service.remembered().secrets()).doesNotContainKey(KEY);
  }

  @Test
  void the_same_question_is_asked_until_it_is_answered() {
    Decision first = lostKey();

    assertThat(decision(apply())).isEqualTo(first);
  }

  @Test
  void a_person_who_accepts_the_loss_gets_a_new_key() {
    String old = next(apply()).secrets().getOrDefault(KEY, "");

    service.accept(lostKey());

    assertThat(next(apply()).secrets().get(KEY)).isNotBlank().isNotEqualTo(old);
    assertThat(service.record.read().losses()).isEmpty();
  }

  @Test
  void an_answer_is_good_for_one_loss() {
    service.accept(lostKey());
    apply();

    service.forgetSecret(KEY);

    assertWaitsForAPerson(apply());
  }

  @Test
  void an_answer_to_another_question_is_none() {
    lostKey();
    service.accept(new Decision(Names.ACCEPT_DATA_LOSS_ANNOTATION, "n8n/key", ""));

    assertWaitsForAPerson(apply());
  }

  @Test
  void a_key_that_is_back_ends_the_question() {
    lostKey();

    service.changeRecord(known -> known.withAddedSecrets(Map.of(KEY, "from the backup")));

    assertThat(next(apply()).secrets()).containsEntry(KEY, "from the backup");
    assertThat(service.record.read().losses()).isEmpty();
  }

  /** The question that is asked after a service with data has lost its key. */
  private Decision lostKey() {
    apply();
    makeVolume();
    service.forgetSecret(KEY);
    return decision(apply());
  }

  private StepResult<ServiceContext> apply() {
    return service.secrets.apply(service.context());
  }

  private void makeVolume() {
    service.changeRecord(known -> known.withVolume("data", new VolumeRecord("1Gi", Stage.MADE)));
  }
}
