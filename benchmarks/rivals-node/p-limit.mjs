// What a Node developer writes first: openai-node and p-limit over the lines of a file. Retries are the SDK's. No checkpoint, cost or resume.
// usage: node p-limit.mjs INPUT OUTPUT BASE_URL WORKERS
import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import OpenAI from 'openai';
import pLimit from 'p-limit';

const [input, output, baseURL, workers] = process.argv.slice(2);
const client = new OpenAI({ apiKey: 'none', baseURL });
const limit = pLimit(Number(workers));
const writer = createWriteStream(output);
const running = [];
for await (const line of createInterface({ input: createReadStream(input) })) {
  running.push(limit(async () => {
    const { custom_id, body } = JSON.parse(line);
    const answer = await client.chat.completions.create(body);
    writer.write(JSON.stringify({ custom_id, response: { status_code: 200, body: answer } }) + '\n');
  }));
}

await Promise.all(running);
writer.end();
await once(writer, 'finish');
