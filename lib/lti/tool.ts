import { LTITool, type LTILaunchConfig, type LTISession, type LTIStorage } from '@lti-tool/core';
import { signingKey } from '@/lib/lti/keys';
import { isTrusted } from '@/lib/lti/origins';
import type { LtiPlatform } from '@/lib/platform/prisma-client/client';

const ANSWER_MS_MAX = 20_000;

export interface PlatformScore {
  /** As the platform names the person. */
  readonly subject: string;
  readonly scoreGiven: number;
  readonly scoreMaximum: number;
  readonly comment: string;
  /** When the grade was published: a platform keeps the score with the later timestamp. */
  readonly timestamp: Date;
}

/** A platform's Assignment and Grade Services (AGS 2.0), by `@lti-tool/core`. Everything throws what stood in the way. */
export interface GradeService {
  /** The column of this assignment: found by its resource id, else made. */
  findOrMakeColumn(column: {
    readonly resourceId: string;
    readonly label: string;
    readonly scoreMaximum: number;
  }): Promise<string>;
  sendScore(lineItemUrl: string, score: PlatformScore): Promise<void>;
}

export async function gradeService(platform: LtiPlatform): Promise<GradeService> {
  trusted(platform.tokenUrl);
  const { kid, pair } = await signingKey();
  const tool = new LTITool({
    stateSecret: new Uint8Array(32), // for launches, which it is not asked for
    keyPair: pair as CryptoKeyPair,
    storage: storageOf(platform),
    security: { keyId: kid },
  });
  return {
    findOrMakeColumn: async (column) => {
      const lineitems = platform.lineItemsUrl;
      if (lineitems === null)
        throw new Error('The platform has not said where its grade book is. Open the tool from it once.');
      const session = sessionOf(platform, { lineitems: trusted(lineitems) });
      const found = (await inTime(tool.listLineItems(session))).find(
        (each) => each.resourceId === column.resourceId && each.tag === TAG,
      );
      return trusted(found?.id ?? (await inTime(tool.createLineItem(session, { ...column, tag: TAG }))).id);
    },
    sendScore: async (lineItemUrl, { subject, timestamp, ...score }) => {
      const url = new URL(trusted(lineItemUrl));
      // Moodle's addresses carry a query, which does not belong before `/scores`.
      const session = sessionOf(platform, { lineitem: `${url.origin}${url.pathname}` });
      await inTime(
        tool.submitScore(session, {
          ...score,
          userId: subject,
          timestamp: timestamp.toISOString(),
          activityProgress: 'Completed',
          gradingProgress: 'FullyGraded',
        }),
      );
    },
  };
}

const TAG = 'saddlepoint';

function trusted(url: string): string {
  if (!isTrusted(url)) throw new Error(`${url} is not on an origin the operator has named.`);
  return url;
}

/** The one question the grade services ask of a storage is who the platform is; the rest belongs to launches. */
function storageOf(platform: LtiPlatform): LTIStorage {
  const config: LTILaunchConfig = {
    iss: platform.issuer,
    clientId: platform.clientId,
    deploymentId: platform.deploymentId,
    authUrl: platform.authUrl,
    tokenUrl: platform.tokenUrl,
    jwksUrl: platform.jwksUrl,
  };
  const storage: Pick<LTIStorage, 'getLaunchConfig'> = { getLaunchConfig: () => Promise.resolve(config) };
  return storage as LTIStorage;
}

function sessionOf(
  platform: LtiPlatform,
  ags: { readonly lineitem?: string; readonly lineitems?: string },
): LTISession {
  const { issuer, clientId, deploymentId, name } = platform;
  return {
    jwtPayload: {},
    id: platform.id,
    user: { id: '', roles: [] },
    context: { id: platform.contextId ?? '', label: '', title: '' },
    platform: { issuer, clientId, deploymentId, name },
    launch: { target: '' },
    services: { ags: { ...ags, scopes: [] } },
    customParameters: {},
    isAdmin: false,
    isInstructor: false,
    isStudent: false,
    isAssignmentAndGradesAvailable: true,
    isDeepLinkingAvailable: false,
    isNameAndRolesAvailable: false,
  };
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The platform did not answer in time.')), ANSWER_MS_MAX);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
