package io.smarteros.tenant.local.n8n;

import java.util.List;

/** The scopes that n8n 2.41.1 (Community) offers its owner for a key of the public API. */
final class N8nScopes {
  static final List<String> OF_OWNER =
      List.of(
          """
          project:manageMembers execution:read execution:list execution:delete
          communityPackage:install communityPackage:uninstall communityPackage:update
          communityPackage:list credential:move credential:create credential:read credential:update
          credential:delete credential:list eventBusDestination:test eventBusDestination:create
          eventBusDestination:read eventBusDestination:update eventBusDestination:delete
          eventBusDestination:list ldap:sync ldap:manage nodeTypePolicy:manage project:create
          project:update project:delete project:list project:export saml:manage securityAudit:generate
          securitySettings:manage sourceControl:pull sourceControl:push sourceControl:read
          gitConnection:create gitConnection:read gitConnection:update gitConnection:delete
          gitConnection:list gitConnection:clone gitConnection:push gitConnection:manageProjects
          gitConnection:pull tag:create tag:read tag:update tag:delete tag:list user:changeRole
          user:create user:read user:delete user:list variable:create variable:update variable:delete
          variable:list workflow:export workflow:import workflow:move workflow:create workflow:read
          workflow:update workflow:delete workflow:list folder:create folder:read folder:update
          folder:delete folder:list insights:read oidc:manage dataTable:create dataTable:read
          dataTable:update dataTable:delete dataTable:list role:manage role:read role:list
          roleMappingRule:create roleMappingRule:update roleMappingRule:delete roleMappingRule:list
          otel:manage workflowTags:update workflowTags:list executionTags:update executionTags:list
          workflow:activate workflow:deactivate execution:retry execution:stop testRun:read
          testRun:list testRun:create testRun:cancel dataTableRow:create dataTableRow:read
          dataTableRow:update dataTableRow:delete dataTableRow:upsert dataTableColumn:create
          dataTableColumn:read dataTableColumn:update dataTableColumn:delete
          """
              .strip()
              .split("\\s+"));

  private N8nScopes() {}
}
