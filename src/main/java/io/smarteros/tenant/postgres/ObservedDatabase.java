package io.smarteros.tenant.postgres;

import io.smarteros.tenant.postgres.DatabaseFailure.Taken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stands on the server under the names of a database and its role, and what follows from it.
 *
 * @param adminMayActAsRole the administrator may do with the database what its owner may
 */
record ObservedDatabase(
    boolean adminMayActAsRole, Optional<Role> role, Optional<Database> database) {

  record Role(boolean canLogin, Optional<String> comment) {}

  record Database(String owner, Optional<String> comment, boolean openToPublic) {}

  /** What is to be done, in this order. */
  enum Step {
    MAKE_ROLE,
    JOIN_ROLE,
    ALLOW_LOGIN,
    MAKE_DATABASE,
    MARK_DATABASE,
    CLOSE_TO_PUBLIC
  }

  /** Whether one of the two names is somebody else's. */
  Optional<Taken> taken(DatabaseIdentity wanted, ServerAddress server) {
    if (role.isPresent() && !role.get().comment().equals(Optional.of(wanted.mark().toComment()))) {
      return Optional.of(new Taken(whose(role.get(), wanted, server)));
    }
    if (database.isPresent() && !database.get().owner().equals(wanted.role())) {
      return Optional.of(
          new Taken(
              """
              Database %s on %s exists and belongs to %s, not to this tenant. Rename or drop it. \
              If it is this tenant's, make role %s its owner"""
                  .formatted(wanted.name(), server, database.get().owner(), wanted.role())));
    }
    return Optional.empty();
  }

  private static String whose(Role role, DatabaseIdentity wanted, ServerAddress server) {
    OwnershipMark ours = wanted.mark();
    return role.comment()
        .flatMap(OwnershipMark::in)
        .filter(ours::isOfTheSameService)
        .map(
            theirs ->
                """
                Role %s on %s belongs to installation %s, and this one is %s. If INSTALLATION_ID was \
                changed, set it back. Otherwise rename the Tenant, or use another server"""
                    .formatted(wanted.role(), server, theirs.installation(), ours.installation()))
        .orElseGet(
            () ->
                """
                Role %s on %s exists and is not marked as this tenant's (its comment: %s). Rename or \
                drop it. If it is this tenant's, run as administrator: COMMENT ON ROLE "%s" IS '%s'"""
                    .formatted(
                        wanted.role(),
                        server,
                        role.comment().orElse("none"),
                        wanted.role(),
                        ours.toComment()));
  }

  List<Step> missingSteps(DatabaseIdentity wanted) {
    List<Step> databaseSteps = missingOfDatabase(wanted.mark().toComment());
    List<Step> steps = new ArrayList<>();
    if (role.isEmpty()) {
      steps.add(Step.MAKE_ROLE);
    } else {
      if (!adminMayActAsRole && !databaseSteps.isEmpty()) {
        steps.add(Step.JOIN_ROLE);
      }
      if (!role.get().canLogin()) {
        steps.add(Step.ALLOW_LOGIN);
      }
    }
    steps.addAll(databaseSteps);
    return steps;
  }

  private List<Step> missingOfDatabase(String mark) {
    if (database.isEmpty()) {
      return List.of(Step.MAKE_DATABASE, Step.MARK_DATABASE, Step.CLOSE_TO_PUBLIC);
    }
    List<Step> steps = new ArrayList<>();
    if (!database.get().comment().equals(Optional.of(mark))) {
      steps.add(Step.MARK_DATABASE);
    }
    if (database.get().openToPublic()) {
      steps.add(Step.CLOSE_TO_PUBLIC);
    }
    return steps;
  }
}
