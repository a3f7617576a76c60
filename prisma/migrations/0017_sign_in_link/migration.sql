-- AlterEnum
ALTER TYPE "link_purpose" ADD VALUE 'sign_in';
