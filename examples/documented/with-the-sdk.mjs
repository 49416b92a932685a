import { RaptorComply } from '@raptor-comply/sdk';

// The key comes from RAPTOR_COMPLY_API_KEY. A failure is thrown, once retries cannot help.
const comply = new RaptorComply({ baseUrl: process.env.RAPTOR_COMPLY_URL ?? 'http://127.0.0.1:8080' });

const assets = await comply.cyberAssets.list();
console.log(`${assets.length} cyber assets`);
