package io.smarteros.tenant.postgres;

import io.smarteros.tenant.postgres.DatabaseFailure.Taken;
import io.smarteros.tenant.postgres.DatabaseFailure.Unfit;
import io.smarteros.tenant.postgres.OwnershipMark.Claim;
import io.smarteros.tenant.record.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands on the server under the names of a database and its role, and what follows. */
record ObservedDatabase(Optional<Role> role, Optional<Database> database) {

  /**
   * The role.
   *
   * @param mayLogIn it has LOGIN and has not expired
   * @param adminInherits the administrator may do what the role may
   * @param adminMaySetRole the administrator may become the role, and give it a database
   * @param entersPostgres it may connect to the maintenance database
   */
  record Role(
      Optional<String> comment,
      boolean mayLogIn,
      int connectionLimit,
      boolean adminInherits,
      boolean adminMaySetRole,
      boolean entersPostgres) {}

  record Database(
      String owner,
      boolean ownedByAdmin,
      Optional<String> comment,
      boolean allowsConnections,
      boolean openToPublic,
      String collation) {}

  /** What is to be done, in this order. */
  enum Step {
    MAKE_ROLE,
    MARK_ROLE,
    ALLOW_LOGIN,
    LIMIT_CONNECTIONS,
    JOIN_ROLE,
    SET_PASSWORD,
    LET_INTO_POSTGRES,
    /** As the administrator's, and closed: nobody gets in before it is the role's. */
    MAKE_DATABASE,
    PREPARE_DATABASE,
    MAKE_EXTENSIONS,
    HAND_OVER,
    MARK_DATABASE,
    CLOSE_TO_PUBLIC
  }

  boolean isAbsent() {
    return role.isEmpty() && database.isEmpty();
  }

  /** It is there and has been given to its role. */
  boolean isOwned(DatabaseIdentity identity) {
    return database.map(known -> known.owner().equals(identity.role())).orElse(false);
  }

  /** That its role is marked with. */
  Optional<String> incarnation() {
    return role.flatMap(Role::comment)
        .flatMap(OwnershipMark::in)
        .flatMap(OwnershipMark::incarnation);
  }

  /** Why the database must not be made or changed. A role that was left over may be taken. */
  Optional<Taken> obstacleToMake(DatabaseIdentity wanted, Stage stage, ServerAddress server) {
    return foreignRole(wanted, server)
        .or(
            () ->
                database
                    .filter(_ -> isOfAnotherIncarnation(wanted, stage))
                    .map(_ -> ofAnotherIncarnation(wanted, server)))
        .or(() -> foreignDatabase(wanted, stage, server));
  }

  /** Why database and role must not be dropped. */
  Optional<Taken> obstacleToDrop(DatabaseIdentity unwanted, ServerAddress server) {
    return foreignRole(unwanted, server)
        .or(
            () ->
                role.filter(_ -> isOfAnotherIncarnation(unwanted, Stage.MADE))
                    .map(_ -> ofAnotherIncarnation(unwanted, server)))
        .or(() -> foreignDatabase(unwanted, Stage.PLANNED, server));
  }

  /** Whether one of the two names is somebody else's. */
  Optional<Taken> foreign(DatabaseIdentity wanted, ServerAddress server) {
    return foreignRole(wanted, server).or(() -> foreignDatabase(wanted, Stage.MADE, server));
  }

  private Optional<Taken> foreignRole(DatabaseIdentity wanted, ServerAddress server) {
    return role.filter(known -> wanted.mark().claim(known.comment()) == Claim.FOREIGN)
        .map(known -> new Taken(whose(known, wanted, server)));
  }

  /** A mark without incarnation is of an earlier operator, and not of one that we only planned. */
  private boolean isOfAnotherIncarnation(DatabaseIdentity wanted, Stage stage) {
    return role.map(known -> wanted.mark().claim(known.comment()))
        .filter(
            claim ->
                claim == Claim.OF_ANOTHER_INCARNATION
                    || (stage == Stage.PLANNED
                        && !incarnation().equals(wanted.mark().incarnation())))
        .isPresent();
  }

  private Optional<Taken> foreignDatabase(
      DatabaseIdentity wanted, Stage stage, ServerAddress server) {
    return database
        .filter(known -> !known.owner().equals(wanted.role()) && !isUnfinished(wanted, stage))
        .map(
            known ->
                new Taken(
                    """
                    Database %s on %s exists and belongs to %s, not to this tenant. Rename or drop it. \
                    If it is this tenant's, make role %s its owner"""
                        .formatted(wanted.name(), server, known.owner(), wanted.role())));
  }

  /**
   * Making it was cut off: it is still the administrator's, and nobody but us had it. One that was
   * once made has been the tenant's, and is never entered again.
   */
  private boolean isUnfinished(DatabaseIdentity wanted, Stage stage) {
    return stage == Stage.PLANNED
        && role.isPresent()
        && database.isPresent()
        && database.get().ownedByAdmin()
        && (database.get().comment().equals(Optional.of(wanted.mark().toComment()))
            || (database.get().comment().isEmpty() && !database.get().allowsConnections()));
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

  private static Taken ofAnotherIncarnation(DatabaseIdentity wanted, ServerAddress server) {
    return new Taken(
        """
        Database and role %s on %s are of another life of this tenant: the mark of the role is not \
        the one in the record. Rename or drop it. If it belongs to this record, run as administrator: \
        COMMENT ON ROLE "%s" IS '%s'"""
            .formatted(wanted.name(), server, wanted.role(), wanted.mark().toComment()));
  }

  /** What cannot be put right. */
  Optional<Unfit> unfit(DatabaseSpec wanted, ServerAddress server) {
    return wanted
        .collation()
        .filter(_ -> database.isPresent())
        .filter(collation -> !database.get().collation().equals(collation))
        .map(
            collation ->
                new Unfit(
                    """
                    Database %s on %s has the collation %s, and the application needs %s. That cannot \
                    be changed: dump it, create it anew with LC_COLLATE '%s' and role %s as its owner, \
                    and restore the dump"""
                        .formatted(
                            wanted.identity().name(),
                            server,
                            database.get().collation(),
                            collation,
                            collation,
                            wanted.identity().role())));
  }

  /** Of what is not somebody else's. */
  List<Step> missingSteps(DatabaseSpec wanted) {
    List<Step> databaseSteps = missingOfDatabase(wanted.identity());
    List<Step> steps = new ArrayList<>();
    if (role.isEmpty()) {
      steps.add(Step.MAKE_ROLE);
    } else {
      steps.addAll(missingOfRole(role.get(), wanted));
      if (!role.get().adminMaySetRole() && !databaseSteps.isEmpty()) {
        steps.add(Step.JOIN_ROLE);
      }
    }
    if (wanted.entersPostgres() && !role.map(Role::entersPostgres).orElse(false)) {
      steps.add(Step.LET_INTO_POSTGRES);
    }
    steps.addAll(databaseSteps);
    return steps;
  }

  private List<Step> missingOfRole(Role known, DatabaseSpec wanted) {
    List<Step> steps = new ArrayList<>();
    if (!known.comment().equals(Optional.of(wanted.identity().mark().toComment()))) {
      steps.add(Step.MARK_ROLE);
    }
    if (!known.mayLogIn()) {
      steps.add(Step.ALLOW_LOGIN);
    }
    if (known.connectionLimit() != wanted.connections()) {
      steps.add(Step.LIMIT_CONNECTIONS);
    }
    if (!isOwned(wanted.identity())) {
      // left over, perhaps with the password of another record
      steps.add(Step.SET_PASSWORD);
    }
    return steps;
  }

  private List<Step> missingOfDatabase(DatabaseIdentity wanted) {
    if (database.isEmpty()) {
      return List.of(
          Step.MAKE_DATABASE, Step.PREPARE_DATABASE, Step.MAKE_EXTENSIONS, Step.HAND_OVER);
    }
    if (!isOwned(wanted)) {
      return List.of(Step.PREPARE_DATABASE, Step.MAKE_EXTENSIONS, Step.HAND_OVER);
    }
    List<Step> steps = new ArrayList<>();
    if (!database.get().comment().equals(Optional.of(wanted.mark().toComment()))) {
      steps.add(Step.MARK_DATABASE);
    }
    if (database.get().openToPublic()) {
      steps.add(Step.CLOSE_TO_PUBLIC);
    }
    return steps;
  }
}
